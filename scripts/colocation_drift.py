"""NetBox custom script: what NetBox asks to watch and monitoring does not, and the reverse.

It asks the Prometheus servers of the setting `prometheus_servers`, or reads a list of what another system watches. With
*Commit changes* each answer is kept as a drift report.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extras.scripts import FileVar, Script, StringVar, TextVar

from netbox_colocation.conf import get_setting
from netbox_colocation.exceptions import DataInvalid, Refusal
from netbox_colocation.intake.files import read_bounded
from netbox_colocation.intake.watched import read_watched
from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.drift import address_of_server, compare, read_prometheus
from netbox_colocation.scripting import ColocationScript
from netbox_colocation.ui.spreadsheets import Column, Listing


class DriftReports(ColocationScript, Script):
    """Thin: the comparison itself is `netbox_colocation.monitoring.drift`."""

    rights = ('netbox_colocation.add_driftreport', 'netbox_colocation.view_monitoringtarget')

    class Meta:
        name = 'Colocation: drift of monitoring'
        description = gettext_lazy('Says what is not watched, what is watched and unknown, and what differs')
        fieldsets = (
            (gettext_lazy('Ask a Prometheus'), ('server',)),
            (gettext_lazy('Or read a list'), ('file', 'text', 'source')),
        )

    server = StringVar(
        required=False,
        max_length=50,
        label=gettext_lazy('Prometheus'),
        description=gettext_lazy('A name in the setting prometheus_servers; all of them when everything is empty'),
    )
    file = FileVar(
        required=False, label=gettext_lazy('File'), description=gettext_lazy('JSON of /api/v1/targets, CSV or XLSX')
    )
    text = TextVar(required=False, label=gettext_lazy('Or its text'))
    source = StringVar(
        required=False, max_length=50, label=gettext_lazy('Of which system'), description=gettext_lazy('Like zabbix')
    )

    def carry_out(self, data, *, actor, now):
        targets = MonitoringTarget.objects.restrict(actor, 'view')
        reports = []
        for source, watched in self._read(data):
            report = compare(watched, source=source, targets=targets, actor=actor, now=now)
            said = _('{source}: {watched} watched, {missing} missing, {unknown} unknown, {different} different').format(
                source=source,
                watched=report.watched_count,
                missing=report.missing_count,
                unknown=report.unknown_count,
                different=report.different_count,
            )
            (self.log_success if report.is_clean else self.log_warning)(said)
            reports.append(report)
        return _list(reports)

    def _read(self, data):
        """Return what each system watches, by its name."""
        if data.get('file') or data.get('text'):
            content = read_bounded(data['file']) if data.get('file') else data['text'].encode()
            return [(data.get('source') or _('list'), read_watched(content))]
        names = [data['server']] if data.get('server') else sorted(get_setting('prometheus_servers'))
        if not names:
            message = _('The setting prometheus_servers names no Prometheus: name one there, or give a list.')
            raise DataInvalid(message, refusals=[Refusal('server-unknown', message, field='server')])
        return [(name, read_prometheus(address_of_server(name))) for name in names]


def _list(reports) -> Listing:
    words = {'missing': _('not watched'), 'unknown': _('unknown to NetBox'), 'different': _('watched differently')}
    rows = [
        (report.source, word, *_describe(kind, line))
        for report in reports
        for kind, word in words.items()
        for line in getattr(report, kind)
    ]
    columns = (
        Column('source', _('Monitoring system')),
        Column('finding', _('Finding')),
        Column('name', _('Target')),
        Column('address', _('Address')),
        Column('facts', _('What differs'), 'long'),
    )
    return Listing('drift', _('Drift of monitoring'), columns, rows, note='' if rows else _('Nothing differs.'))


def _describe(kind: str, line: dict) -> tuple[str, str, str]:
    if kind == 'unknown':
        return '', line['instance'], line['reason']
    facts = '; '.join(f'{fact["fact"]}: {fact["wanted"]} / {fact["watched"]}' for fact in line.get('facts', ()))
    return line['name'], f'{line["address"]}:{line["port"] or ""}', facts
