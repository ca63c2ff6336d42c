"""NetBox custom script: take servers that stand already from an inventory sheet (XLSX or CSV) into NetBox.

Install it with `colocation_scripts`. Without *Commit changes* it only checks. All lines are taken, or none; what stands
against a line is in the log, with its number and column.
"""

from django.utils.translation import gettext_lazy as _

from dcim.models import Site
from extras.scripts import BooleanVar, FileVar, ObjectVar, Script, StringVar, TextVar
from tenancy.models import Tenant

from netbox_colocation.intake.columns import SERVER_COLUMNS
from netbox_colocation.intake.files import read_given
from netbox_colocation.intake.headings import MOST_LINES_OF_SCRIPT, read_table
from netbox_colocation.intake.servers import ServerDefaults, import_servers
from netbox_colocation.scripting import ColocationScript
from netbox_colocation.ui.importing import list_report


class ImportServers(ColocationScript, Script):
    """Thin: the import itself is `netbox_colocation.intake.servers`."""

    class Meta:
        name = 'Colocation: import existing servers'
        description = 'Makes devices of the servers in an agency’s inventory sheet: all lines or none'
        fieldsets = (
            (_('The table'), ('file', 'text', 'sheet')),
            (_('For lines that say nothing'), ('site', 'agency', 'monitor')),
        )

    rights = ('dcim.add_device',)

    file = FileVar(required=False, label=_('File'), description=_('XLSX or CSV, at most 5000 lines and 5 MiB'))
    text = TextVar(required=False, label=_('Or the lines'), description=_('CSV with the headings in its first line'))
    sheet = StringVar(required=False, max_length=100, label=_('Sheet'), description=_('Of a workbook'))
    site = ObjectVar(model=Site, required=False, label=_('Site'))
    agency = ObjectVar(model=Tenant, required=False, label=_('Agency'))
    monitor = BooleanVar(required=False, default=True, label=_('Ask monitoring to watch them'))

    def carry_out(self, data, *, actor, now):
        grids = read_given(data, most_lines=MOST_LINES_OF_SCRIPT)
        table = read_table(grids, SERVER_COLUMNS, most_lines=MOST_LINES_OF_SCRIPT)
        defaults = ServerDefaults(site=data.get('site'), agency=data.get('agency'), monitor=bool(data.get('monitor')))
        report = import_servers(table, defaults, actor=actor, now=now).demand()
        for note in report.notes:
            self.log_warning(note)
        return list_report(report)
