"""NetBox custom script: make drafts of colocation requests from a table (XLSX or CSV), such as an agency's own sheet.

Install it with `colocation_scripts`. Without *Commit changes* it only checks. All lines are taken, or none; what stands
against a line is in the log, with its number and column.
"""

from django.utils.translation import gettext_lazy as _

from dcim.models import Site
from extras.scripts import FileVar, ObjectVar, Script, StringVar, TextVar
from tenancy.models import Tenant

from netbox_colocation.intake.columns import REQUEST_COLUMNS
from netbox_colocation.intake.files import read_given
from netbox_colocation.intake.headings import MOST_LINES_OF_SCRIPT, read_table
from netbox_colocation.intake.requests import RequestDefaults, import_requests
from netbox_colocation.models import Procedure
from netbox_colocation.scripting import ColocationScript
from netbox_colocation.ui.importing import list_report


class ImportRequests(ColocationScript, Script):
    """Thin: the import itself is `netbox_colocation.intake.requests`."""

    class Meta:
        name = 'Colocation: import requests'
        description = 'Makes drafts of requests with their servers from an agency’s table: all lines or none'
        fieldsets = (
            (_('The table'), ('file', 'text', 'sheet')),
            (_('For lines that say nothing'), ('site', 'procedure', 'agency')),
        )

    rights = ('netbox_colocation.add_colocationrequest', 'netbox_colocation.add_requestedserver')

    file = FileVar(required=False, label=_('File'), description=_('XLSX or CSV, at most 5000 lines and 5 MiB'))
    text = TextVar(required=False, label=_('Or the lines'), description=_('CSV with the headings in its first line'))
    sheet = StringVar(required=False, max_length=100, label=_('Sheet'), description=_('Of a workbook'))
    site = ObjectVar(model=Site, required=False, label=_('Site'))
    procedure = ObjectVar(
        model=Procedure, required=False, label=_('Procedure'), query_params={'subject_kind': 'colocation-request'}
    )
    agency = ObjectVar(model=Tenant, required=False, label=_('Agency'))

    def carry_out(self, data, *, actor, now):
        grids = read_given(data, most_lines=MOST_LINES_OF_SCRIPT)
        table = read_table(grids, REQUEST_COLUMNS, most_lines=MOST_LINES_OF_SCRIPT)
        defaults = RequestDefaults(site=data.get('site'), procedure=data.get('procedure'), applicant=data.get('agency'))
        report = import_requests(table, defaults, actor=actor).demand()
        for note in report.notes:
            self.log_warning(note)
        return list_report(report)
