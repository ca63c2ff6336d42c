"""NetBox custom script: check the capacity for colocation requests that wait for a decision.

Install it with `colocation_scripts`. Without *Commit changes* it only reports; with it, the results are kept as
capacity checks of the requests.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extras.scripts import MultiObjectVar, Script

from netbox_colocation.capacity.checks import blocking, stored_findings, verify_capacity
from netbox_colocation.choices import CapacityResourceChoices, RequestStatusChoices
from netbox_colocation.models import CapacityCheck, ColocationRequest
from netbox_colocation.scripting import ColocationScript
from netbox_colocation.ui.spreadsheets import Column, Listing

UNDECIDED = (RequestStatusChoices.DRAFT, RequestStatusChoices.RETURNED, RequestStatusChoices.OPEN)
KIND = {'procedure__subject_kind': 'colocation-request'}


class CheckCapacity(ColocationScript, Script):
    """Thin: the checking itself is `netbox_colocation.capacity.checks`."""

    rights = ('netbox_colocation.add_capacitycheck',)

    class Meta:
        name = 'Colocation: check capacity'
        description = gettext_lazy(
            'Says for every undecided request what fits, what is short, and where its servers would stand'
        )
        job_timeout = '1h'
        fieldsets = ((gettext_lazy('Which'), ('requests',)),)

    requests = MultiObjectVar(
        model=ColocationRequest,
        required=False,
        label=gettext_lazy('Requests'),
        query_params={'status': list(UNDECIDED), 'subject_kind': 'colocation-request'},
        description=gettext_lazy('All undecided requests when left empty'),
    )

    def carry_out(self, data, *, actor, now):
        requests = ColocationRequest.objects.restrict(actor, 'view').filter(**KIND)
        if data.get('requests'):
            requests = requests.filter(pk__in=data['requests'].values('pk'))
        else:
            requests = requests.filter(status__in=UNDECIDED)
        requests = list(requests.select_related('applicant', 'case', 'site').order_by('pk'))
        checked = [(request, self._check(request, actor, now)) for request in self.each(requests)]
        return _list([(request, check) for request, check in checked if check])

    def _check(self, request, actor, now) -> CapacityCheck | None:
        check = self.attempt(lambda: verify_capacity(request, actor=actor, now=now), about=request)
        if check is None:
            return None
        against = blocking(stored_findings(check))
        if not against:
            self.log_success(_('It fits'), obj=request)
        for finding in against:
            self.log_warning(f'{dict(CapacityResourceChoices)[finding.resource]}: {finding.reason}', obj=request)
        return check


def _list(checked: list[tuple[ColocationRequest, CapacityCheck]]) -> Listing:
    return Listing(
        'capacity',
        _('Capacity of requests'),
        (
            Column('request', _('Request')),
            Column('applicant', _('Applicant')),
            Column('case', _('Case')),
            Column('verdict', _('Verdict')),
            Column('short', _('What stands against it')),
            Column('places', _('Places')),
            Column('reason', _('Reason'), 'long'),
        ),
        [_row(request, check) for request, check in checked],
        note='' if checked else _('No request waits for a decision.'),
    )


def _row(request: ColocationRequest, check: CapacityCheck) -> tuple:
    against = blocking(stored_findings(check))
    resources = dict.fromkeys(finding.resource for finding in against)
    places = [f'{place["server_name"]}: {place["rack_name"]} U{place["position"]:g}' for place in check.placements]
    return (
        str(request),
        str(request.applicant),
        request.case.number if request.case else '',
        check.verdict,
        ', '.join(resources),
        ', '.join(places),
        ' '.join(finding.reason for finding in against),
    )
