"""NetBox custom script: the yearly evidence of an agency's data centre service, as the page “Yearly evidence” has it.

“Download” gives the table, or CSV; with *Commit changes*, XLSX and CSV can be sent to whoever runs it. Scheduled by the
year, it arrives by itself. It changes nothing.
"""

import io
import zipfile

from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extras.scripts import BooleanVar, IntegerVar, ObjectVar, Script
from tenancy.models import Tenant

from netbox_colocation.exceptions import DataInvalid, Refusal
from netbox_colocation.scripting import ColocationScript
from netbox_colocation.ui.spreadsheets import XLSX, Column, Listing, write_csv, write_xlsx
from netbox_colocation.ui.statistics import list_evidence
from netbox_colocation.workflows.evidence import gather_evidence
from netbox_colocation.workflows.statistics import fetch_names


class YearlyEvidence(ColocationScript, Script):
    """Thin: the evidence itself is `netbox_colocation.workflows.evidence`."""

    rights = ('netbox_colocation.view_task', 'netbox_colocation.view_case')

    class Meta:
        name = 'Colocation: yearly evidence'
        description = gettext_lazy(
            'Who uses the service, how much is asked for, how long it takes; for SPBE and audits'
        )
        fieldsets = ((gettext_lazy('Which'), ('agency', 'year')), (gettext_lazy('Files'), ('send',)))

    agency = ObjectVar(model=Tenant, label=gettext_lazy('Agency'), description=gettext_lazy('Runs the data centre'))
    year = IntegerVar(
        min_value=2000, max_value=2100, required=False, label=gettext_lazy('Year'),
        description=gettext_lazy('Empty: the year before this one'),
    )  # fmt: skip
    send = BooleanVar(
        required=False, default=False, label=gettext_lazy('Send me the files'),
        description=gettext_lazy('XLSX and CSV, to the e-mail address of your account; with Commit changes'),
    )  # fmt: skip

    def carry_out(self, data, *, actor, now):
        agency, year = data['agency'], data.get('year') or timezone.localtime(now).year - 1
        evidence = gather_evidence(agency, year, user=actor, now=now)
        listings = list_evidence(evidence, fetch_names([*evidence.rows, *evidence.cases]))
        for listing in listings:
            self.log_info(_('{title}: {count} rows').format(title=listing.title, count=len(listing.rows)))
        if data.get('send'):
            self._send(listings, f'evidence-{agency.slug}-{year}', actor)
        return _join(listings, _('Evidence of {agency}, {year}').format(agency=agency, year=year))

    def _send(self, listings, name, actor) -> None:
        """Send the files once the run is committed; a dry run sends nothing."""
        try:
            validate_email(actor.email)
        except Exception as error:
            message = _('Your account has no e-mail address: add it, or leave out “Send me the files”.')
            raise DataInvalid(message, refusals=[Refusal('address-missing', message, field='send')]) from error
        mail = EmailMessage(subject=name, body=_('The yearly evidence is attached.'), to=[actor.email])
        mail.attach(f'{name}.xlsx', write_xlsx(listings), XLSX)
        mail.attach(f'{name}.zip', _zip(listings, name), 'application/zip')
        transaction.on_commit(mail.send)


def _zip(listings, name) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        for listing in listings:
            archive.writestr(f'{name}-{listing.key}.csv', write_csv(listing))
    return file.getvalue()


def _join(listings, title) -> Listing:
    """Return one table of all sections: a row for each value, which a program can read and a person can search."""
    columns = (
        Column('section', _('Section')),
        Column('row', _('Row'), 'count'),
        Column('column', _('Column')),
        Column('value', _('Value'), 'long'),
    )
    rows = [
        (listing.title, number, column.label, '' if value is None else str(value))
        for listing in listings
        for number, row in enumerate(listing.rows, start=1)
        for column, value in zip(listing.columns, row, strict=True)
    ]
    note = '\n'.join(listing.note for listing in listings if listing.note)
    return Listing('evidence', title, columns, rows, note=note)
