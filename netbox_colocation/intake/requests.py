"""Colocation requests from a table: a line is a server, and lines with the same agency and title make one draft.

The drafts are what an applicant would have written: nobody has submitted them, their letters are still to be uploaded.
"""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dcim.models import Location, Site
from tenancy.models import Tenant
from utilities.exceptions import AbortRequest

from ..allocation import locks
from ..allocation.holds import refusals_of
from ..allocation.storing import store
from ..choices import RequestStatusChoices, SubjectKindChoices
from ..compat import events_of_success
from ..exceptions import Evidence
from ..models import ColocationRequest, Procedure, RequestedServer
from . import lookup
from .columns import REQUEST_COLUMNS
from .headings import Line, Table
from .reports import Made, Report, carry_out, may_add
from .specifications import check, full_names, read_remarks, read_specification
from .values import LineReader, split

__all__ = ('RequestDefaults', 'import_requests')

NOT_ENDED = (
    RequestStatusChoices.DRAFT,
    RequestStatusChoices.RETURNED,
    RequestStatusChoices.OPEN,
    RequestStatusChoices.ACCEPTED,
)
ADDRESSES = ('public_ipv4', 'private_ipv4', 'public_ipv6', 'private_ipv6')
TEXTS = {
    'letter_number': 100, 'letter_subject': 200,
    'administrative_name': 100, 'administrative_position': 100, 'administrative_email': 254,
    'administrative_phone': 50,
    'technical_name': 100, 'technical_organisation': 100, 'technical_email': 254, 'technical_phone': 50,
}  # fmt: skip
KBIT = {
    'kbps': 1,
    'kbit/s': 1,
    'kb/s': 1,
    'mbps': 1000,
    'mbit/s': 1000,
    'mb/s': 1000,
    'gbps': 1_000_000,
    'gbit/s': 1_000_000,
}
NETBOX_REFUSES = (IntegrityError, ValidationError, AbortRequest)


@dataclass(frozen=True)
class RequestDefaults:
    """What counts where a line says nothing."""

    site: Site | None = None
    procedure: Procedure | None = None
    applicant: Tenant | None = None


@dataclass
class _Wanted:
    """One line, read."""

    reader: LineReader
    applicant: Tenant | None
    site: Site | None
    title: str
    server: RequestedServer
    remarks: list[str]
    applications: str


@dataclass
class _Draft:
    """The lines of one request."""

    lines: list[_Wanted] = field(default_factory=list)

    @property
    def first(self) -> _Wanted:
        return self.lines[0]


def import_requests(table: Table, defaults: RequestDefaults, *, actor: AbstractUser, dry_run: bool = False) -> Report:
    """Make a draft for every request of the table, with its servers; all of them, or none.

    Nobody but whoever may add such a request makes one. Problems of all lines are in the report.
    """
    return carry_out(_Requests(table, defaults, actor).carry_out, table, dry_run=dry_run)


class _Requests:
    """One run over a table."""

    def __init__(self, table: Table, defaults: RequestDefaults, actor: AbstractUser) -> None:
        self.table, self.defaults, self.actor = table, defaults, actor
        self.tenants, self.sites = lookup.name_tenants(actor), lookup.name_sites(actor)
        self.procedures = lookup.name_procedures(actor, SubjectKindChoices.COLOCATION_REQUEST)
        self.locations: dict[int, lookup.Names[Location]] = {}
        self.types = lookup.find_device_types(actor, full_names(table.lines))
        self.stored: list[tuple[ColocationRequest | RequestedServer, LineReader]] = []

    def carry_out(self, report: Report) -> None:
        wanted = [self._read(line) for line in self.table.lines]
        _refuse_twins(wanted)
        # The same file may be imported twice at once: whoever comes second sees the drafts of the first.
        locks.lock_rows(Tenant.objects.filter(pk__in={entry.applicant.pk for entry in wanted if entry.applicant}))
        for draft in _group(wanted):
            common = self._read_common(draft)
            if not any(entry.reader.refusals for entry in draft.lines):
                self._store(draft, common, report)
        self._demand_rights()
        for entry in wanted:
            report.refusals += entry.reader.refusals
        if any(line.cells.get('valid_until') for line in self.table.lines):
            report.notes.append(_('The term of a placement begins when it is accepted: “valid until” was not taken.'))

    # -- Reading

    def _read(self, line: Line) -> _Wanted:
        reader = LineReader(self.table, line)
        server = RequestedServer(name=reader.text('name', most=63), **read_specification(reader, self.types))
        for name in ADDRESSES:
            if (count := _count_addresses(reader, name)) is not None:
                setattr(server, name, count)
        server.bandwidth = _read_bandwidth(reader) or 0
        server.redundancy_group = reader.text('redundancy_group', most=50)
        if not reader.refusals:
            reader.take(check(server))
        title = reader.text('request', most=100)
        return _Wanted(
            reader=reader,
            applicant=self._find(reader, 'agency', self.tenants, self.defaults.applicant, _no_agency()),
            site=self._find(reader, 'site', self.sites, self.defaults.site, _no_site()),
            title=title,
            server=server,
            remarks=read_remarks(reader, self.table),
            applications=reader.text('applications', most=2000),
        )

    def _find(
        self, reader: LineReader, key: str, names: lookup.Names[Any], default: Any, missing: tuple[str, str]
    ) -> Any:
        """Return the row that a cell names, or the default; `missing` is what is said without either."""
        unknown, empty = missing
        if text := reader.text(key, most=200):
            return names.find(reader, key, text, missing=unknown)
        if default is None and not any(refusal.field == key for refusal in reader.refusals):
            reader.refuse(key, 'cell-missing', empty)
        return default

    def _read_common(self, draft: _Draft) -> dict[str, Any]:
        """Return what the letter says, which stands in the first line or in all; lines that contradict are refused."""
        first = draft.first.reader
        common: dict[str, Any] = {}
        for key, column in REQUEST_COLUMNS.items():
            if column.is_common:
                source = _agree(draft, key)
                if key in TEXTS:
                    common[key] = source.text(key, most=TEXTS[key])
        common['letter_date'] = _agree(draft, 'letter_date', quiet=True).day('letter_date')
        source = _agree(draft, 'procedure', quiet=True)
        common['procedure'] = self._find(source, 'procedure', self.procedures, self.defaults.procedure, _no_procedure())
        common['location'] = self._find_location(_agree(draft, 'location', quiet=True), draft.first.site)
        applications = list(dict.fromkeys(entry.applications for entry in draft.lines if entry.applications))
        common['purpose'] = _agree(draft, 'purpose', quiet=True).text('purpose', most=2000) or '\n'.join(applications)
        common['name'] = draft.first.title or common['letter_subject'][:100] or _title_of(draft.first.applicant)
        if not common['purpose']:
            common['purpose'] = common['name']
        if len({entry.site.pk for entry in draft.lines if entry.site}) > 1:
            reason = _('the servers of one request go to one site: give those of another site a request of their own.')
            first.refuse('site', 'line-differs', reason)
        return common

    def _find_location(self, reader: LineReader, site: Site | None) -> Location | None:
        text = reader.text('location', most=200)
        if not text or site is None:
            return None
        if site.pk not in self.locations:
            self.locations[site.pk] = lookup.name_locations(self.actor, site)
        return self.locations[site.pk].find(reader, 'location', text, missing=_('the site has no room “{text}”.'))

    # -- Storing

    def _store(self, draft: _Draft, common: Mapping[str, Any], report: Report) -> None:
        reader = draft.first.reader
        request = ColocationRequest(applicant=draft.first.applicant, site=draft.first.site, **common)
        request.comments = '\n\n'.join(
            '\n'.join([f'{entry.server.name}', *(f'- {remark}' for remark in entry.remarks)])
            for entry in draft.lines
            if entry.remarks
        )
        message = _('Imported from a table, line {line}').format(line=reader.line.number)
        if self._exists(request, reader):
            return
        try:
            with events_of_success(ValidationError), transaction.atomic():
                store(request, message)
        except NETBOX_REFUSES as error:
            reader.take(refusals_of(error))
            return
        self.stored.append((request, reader))
        for entry in draft.lines:
            self._store_server(request, entry, message, report)

    def _store_server(self, request: ColocationRequest, entry: _Wanted, message: str, report: Report) -> None:
        server = entry.server
        server.request = request
        try:
            with events_of_success(ValidationError), transaction.atomic():
                store(server, message)
        except NETBOX_REFUSES as error:
            entry.reader.take(refusals_of(error))
            return
        self.stored.append((server, entry.reader))
        label = f'{request.name}: {server.name}'
        objects = (Evidence.of(request), Evidence.of(server))
        report.made.append(Made(entry.reader.line.number, label, objects, tuple(_notes_on(server))))

    def _exists(self, request: ColocationRequest, reader: LineReader) -> bool:
        """Refuse what the agency has asked for already: the same file twice, most often."""
        same = ColocationRequest.objects.filter(
            applicant=request.applicant, name__iexact=request.name, status__in=NOT_ENDED
        )
        if not same.exists():
            return False
        reason = _('{agency} has a request “{name}” already: give this one another title, or leave it out.')
        reader.refuse('request', 'request-exists', reason.format(agency=request.applicant, name=request.name))
        return True

    def _demand_rights(self) -> None:
        """Refuse rows that the actor may not add as they are; NetBox's pages ask the same."""
        for model, key in ((ColocationRequest, 'request'), (RequestedServer, 'name')):
            stored = [(row, reader) for row, reader in self.stored if isinstance(row, model)]
            allowed = may_add([row for row, _reader in stored], self.actor)
            for row, reader in stored:
                if row.pk not in allowed:
                    reader.refuse(key, 'permission-missing', _('you may not add this; ask for the permission.'))


def _group(wanted: Iterable[_Wanted]) -> list[_Draft]:
    drafts: dict[Any, _Draft] = {}
    for entry in wanted:
        reader = entry.reader
        title = entry.title or reader.line.cells.get('letter_number', '').strip()
        key = (entry.applicant.pk if entry.applicant else reader.line.cells.get('agency'), title.casefold())
        drafts.setdefault(key, _Draft()).lines.append(entry)
    return list(drafts.values())


def _refuse_twins(wanted: Sequence[_Wanted]) -> None:
    """Refuse a serial number or a MAC address that two lines have."""
    for key in ('serial', 'mac_addresses'):
        seen: dict[str, int] = {}
        for entry in wanted:
            value = getattr(entry.server, key)
            for text in [value] if isinstance(value, str) else value:
                number = entry.reader.line.number
                first = seen.setdefault(text.casefold(), number) if text else number
                if first != number:
                    reason = _('line {line} has {text} as well: each machine has its own.')
                    entry.reader.refuse(key, 'twice-in-file', reason.format(line=first, text=text), first=first)


def _agree(draft: _Draft, key: str, *, quiet: bool = False) -> LineReader:
    """Return the reader of the first line that says something; another one that says something else is refused."""
    chosen = draft.first.reader
    said = ''
    for entry in draft.lines:
        text = entry.reader.line.cells.get(key, '').strip()
        if text and not said:
            chosen, said = entry.reader, text
        elif text and text != said and not quiet:
            reason = _('line {line} of the same request says “{text}”: write the same, or leave one empty.')
            entry.reader.refuse(key, 'line-differs', reason.format(line=chosen.line.number, text=said[:100]))
    return chosen


def _count_addresses(reader: LineReader, key: str) -> int | None:
    """Return how many addresses are asked for; a sheet may name those that it has today, or say yes."""
    text = reader.text(key)
    entries = split(text)
    try:
        if entries and all(ipaddress.ip_interface(entry) for entry in entries) and not text.isdigit():
            return len(entries)
    except ValueError:
        pass
    if text and not any(character.isdigit() for character in text):
        return None if (said := reader.yes(key)) is None else int(said)
    return reader.whole(key, high=1000)


def _read_bandwidth(reader: LineReader) -> int | None:
    """Return kbit/s; a number without a unit is Mbit/s, unless the heading says otherwise."""
    text = reader.text('bandwidth').lower()
    unit = next((name for name in KBIT if text.replace(' ', '').endswith(name)), '')
    heading = reader.table.heading('bandwidth').lower()
    factor = KBIT.get(unit) or next((KBIT[name] for name in KBIT if name in heading), 1000)
    number = reader.decimal('bandwidth', units=tuple(KBIT)) if text not in ('0', '') else None
    return int(number * Decimal(factor)) if number else None


def _notes_on(server: RequestedServer) -> Iterable[str]:
    if not server.device_type_id and not server.power_draw:
        yield _('Its power draw is not known: a capacity check will say so.')
    if not server.is_rack_mountable:
        yield _('It is no server for a rack: most data centres refuse it.')


def _title_of(applicant: Tenant | None) -> str:
    return _('Servers of {agency}').format(agency=applicant or '')[:100]


def _no_agency() -> tuple[str, str]:
    return (
        _('there is no agency “{text}” in NetBox: add it there, or correct the name.'),
        _('name the agency, or choose one for all lines.'),
    )


def _no_site() -> tuple[str, str]:
    return (
        _('there is no site “{text}” in NetBox: correct the name.'),
        _('name the site, or choose one for all lines.'),
    )


def _no_procedure() -> tuple[str, str]:
    return (
        _('there is no procedure “{text}” for placements: correct its name or key.'),
        _('name the procedure, or choose one for all lines.'),
    )
