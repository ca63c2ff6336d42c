"""What a paper's data says, line by line as people read it, and what differs between two versions of it. Pure.

Every part of the data is found, also one that nobody named here: its key is its label then. Keys that only the
rendering reads are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ('Difference', 'Line', 'align', 'compare', 'describe')

type Words = str | Promise
type Path = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One line of a paper: where it stands (labels from the outside in), and what it says."""

    path: Path
    labels: tuple[Words, ...]
    text: str

    @property
    def label(self) -> str:
        return ' › '.join(str(label) for label in self.labels)


@dataclass(frozen=True)
class Difference:
    """A line of two versions; '' where one of them has no such line."""

    label: str
    before: str
    after: str

    @property
    def is_same(self) -> bool:
        return self.before == self.after


# What no reader sees, or what says nothing of its own: keys, marks, and pictures of what other lines say.
SILENT = frozenset({
    'format', 'kind', 'subject_kind', 'code', 'status', 'outgoing', 'user', 'pk', 'at', 'iso', 'side', 'how',
    'style', 'copy', 'initials', 'qr', 'digest', 'step', 'pictures', 'is_same', 'is_verified', 'door',
})  # fmt: skip
# Keys of these ends carry for programs what another key says in words.
SILENT_ENDS = ('_key', '_iso')
# In this order, as papers are read; what is not named comes after, in its own order.
ORDER = (
    'title', 'subject', 'addressee', 'text', 'dated', 'number', 'corrects', 'decision', 'reasons', 'applicant',
    'request', 'reply', 'servers', 'check', 'building', 'confirmations', 'places', 'delivery', 'goods', 'reception',
    'measured', 'verification', 'devices', 'returned', 'visit', 'people', 'carried', 'permission', 'rules', 'log',
    'ticket', 'notice', 'dispositions', 'checklists', 'materials',
    'work', 'work_log', 'photos', 'order', 'remarks', 'chronology', 'giver', 'receiver', 'parties', 'drafters',
    'signer', 'agency', 'case', 'wording',
)  # fmt: skip
LABELS: Mapping[str, Words] = {
    'address': _('Address'), 'addressee': _('Addressee'), 'addressee_place': _('Place'),
    'addresses': _('Addresses'), 'administration': _('Filled in by the agency'),
    'administrative': _('Administrative person in charge'), 'agency': _('Letterhead'), 'agenda': _('Agenda number'),
    'analysis': _('Analysis'), 'applicant': _('Applicant'), 'aspect': _('What was measured'),
    'aspects': _('What was measured'), 'asset_tag': _('Asset tag'), 'at_text': _('At'),
    'attachment': _('Attachments'), 'boxes': _('Boxes'), 'building': _('Electricity of the building'),
    'by': _('By'), 'carrier': _('Carrier'), 'case': _('Case'), 'check': _('Capacity check'),
    'checklists': _('Checklists'), 'chronology': _('Course of the case'), 'confirmations': _('Confirmations'),
    'confirmed_by': _('Confirmed by'), 'copies': _('Copies to'), 'corrects': _('Corrects'), 'date': _('Date'),
    'dated': _('Date'), 'decision': _('Decision'), 'delivery': _('Delivery'), 'devices': _('Devices'),
    'dispositions': _('Dispositions'), 'domains': _('Domains'), 'drafters': _('Drafted by'),
    'earlier': _('Earlier rounds'), 'email': _('E-mail'), 'employee_number': _('Employee number'),
    'ends': _('Ends'), 'entered': _('Entered'), 'escort': _('Escort'), 'evidence': _('Found in'), 'face': _('Face'),
    'failed': _('Failed'), 'findings': _('Findings'), 'form': _('Form'), 'found': _('Found'),
    'giver': _('Handed over by'), 'goods': _('Goods'), 'guests': _('Guests'), 'hand_overs': _('Dispositions'),
    'have': _('Available'), 'height': _('Height'), 'instructions': _('Instructions'), 'items': _('Items'),
    'label': _('Label'), 'left': _('Left'), 'letter': _('Request letter'),
    'letter_date': _('Date of the request letter'), 'letter_number': _('Number of the request letter'),
    'letter_subject': _('Subject of the request letter'), 'location': _('Location'),
    'materials': _('Material used'), 'measured': _('What was measured'), 'name': _('Name'), 'nature': _('Nature'),
    'natures': _('Nature'), 'need': _('Needed'), 'note': _('Text'), 'number': _('Number'),
    'organisation': _('Organisation'), 'outcome': _('Outcome'), 'parent': _('Superior agency'),
    'parties': _('Parties'), 'person': _('Person'), 'phone': _('Phone'), 'place': _('Place'), 'places': _('Places'),
    'position': _('Position'), 'power': _('Power draw'), 'priority': _('Priority'), 'problem': _('Problem'),
    'processed': _('Processed'), 'promised': _('Promised'), 'purpose': _('Purpose'), 'rack': _('Rack'),
    'racks': _('Racks'), 'rank': _('Rank'), 'reasons': _('Reasons'), 'received': _('Received'),
    'receiver': _('Received by'), 'reception': _('Reception'), 'recipients': _('For'), 'remark': _('Remark'),
    'remarks': _('Remarks'), 'reply': _('Reply letter'), 'request': _('Request'), 'resource': _('Resource'),
    'result': _('Result'), 'returned': _('Devices to return'), 'role': _('Office'), 'room': _('Room'),
    'round': _('Round'), 'serial': _('Serial number'), 'server': _('Server'), 'servers': _('Servers'),
    'services': _('Services'), 'signer': _('Signed by'), 'site': _('Site'), 'solution': _('Solution'),
    'starts': _('Starts'), 'subject': _('Subject'), 'supplies': _('Power supplies'),
    'system': _('System'), 'technical': _('Technical person in charge'), 'tenant': _('Owner'), 'text': _('Text'),
    'ticket': _('Ticket'), 'title': _('Title'), 'tracking_number': _('Tracking number'), 'type': _('Type'),
    'units': _('Units'), 'until': _('Until'), 'valid_until': _('Valid until'), 'verdict': _('Verdict'),
    'verification': _('Verification'), 'visit': _('Visit'), 'visitors': _('Visitors'), 'what': _('What'),
    'window': _('Time'), 'wording': _('Wording'), 'work': _('Work done'), 'work_status': _('State of the work'),
    'begun': _('Work begun'),
    'finished': _('Work finished'),
    'category': _('Category'),
    'timing': _('Timing'),
    'touched': _('Touched besides'),
    'technicians': _('Technicians'),
    'times': _('Maintenance windows'),
    'disposition': _('Disposition'),
    'order': _('Order to work'),
    'work_log': _('Work log'),
    'photos': _('Photos'),
    'moment': _('Moment'),
    'caption': _('Caption'),
    'minutes': _('Time spent'),
    'register': _('Register number'),
    # Of the door.
    'activities': _('Activities'),
    'admitted': _('Checked in at the door'),
    'badge': _('Badge'),
    'badge_returned': _('Badge returned'),
    'brought_in': _('Brought in'),
    'carried': _('Carried items'),
    'device': _('Device'),
    'direction': _('Direction'),
    'emergency': _('Emergency'),
    'extended': _('Extended until'),
    'identity': _('Proof of identity'),
    'item': _('Item'),
    'log': _('Access log'),
    'people': _('Visitors'),
    'period': _('Period'),
    'permission': _('Permission'),
    'pictures_allowed': _('Pictures allowed'),
    'printed': _('Printed'),
    'quantity': _('Quantity'),
    'reason': _('Reason'),
    'refused': _('Turned away'),
    'rules': _('House rules'),
    'taken_out': _('Taken out'),
    'wants_pictures': _('Wants to take pictures'),
    'word': _('The coordinator’s word'),
    # Of a maintenance notice.
    'affected': _('What is affected'), 'before': _('Former time'), 'began': _('Begun at'), 'effect': _('Effect'),
    'ended': _('Ended at'), 'more': _('Further lines'), 'notice': _('Maintenance notice'),
}  # fmt: skip
# By which of its keys an entry of a list is called, and found again in the other version.
NAMES = ('name', 'server', 'resource', 'what', 'aspect', 'title', 'text', 'item', 'position', 'role', 'by')


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return the lines that differ, in the order in which the paper says them."""
    return [line for line in align(before, after) if not line.is_same]


def align(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return every line of both versions, each beside its counterpart."""
    old, new = ({line.path: line for line in describe(data)} for data in (before, after))
    return [
        Difference(
            (new.get(path) or old[path]).label,
            old[path].text if path in old else '',
            new[path].text if path in new else '',
        )
        for path in _merge(list(old), list(new))
    ]


def describe(data: Mapping[str, Any]) -> list[Line]:
    """Return what the data says, one line for each text; what is empty has none."""
    known = {key: place for place, key in enumerate(ORDER)}
    keys = sorted(data, key=lambda key: known.get(key, len(ORDER)))
    return [
        line for key in keys if not _is_silent(key, data[key]) for line in _lines(data[key], (key,), (_label(key),))
    ]


def _lines(value: Any, path: Path, labels: tuple[Words, ...]) -> Iterator[Line]:
    if isinstance(value, Mapping):
        yield from _lines_of_mapping(value, path, labels)
    elif isinstance(value, list | tuple):
        yield from _lines_of_list(value, path, labels)
    elif value not in (None, ''):
        yield Line(path, labels, _say(value))


def _lines_of_mapping(value: Mapping[str, Any], path: Path, labels: tuple[Words, ...]) -> Iterator[Line]:
    if 'iso' in value and 'text' in value:  # a day
        yield Line(path, labels, str(value['text']))
        return
    for key, inner in value.items():
        if not _is_silent(key, inner):
            # What an outer key says already is not said again: *Text › Text*.
            inner_labels = labels if _label(key) == labels[-1] else (*labels, _label(key))
            yield from _lines(inner, (*path, key), inner_labels)


def _lines_of_list(value: Sequence[Any], path: Path, labels: tuple[Words, ...]) -> Iterator[Line]:
    if not any(isinstance(entry, Mapping) for entry in value):
        if value:
            yield Line(path, labels, '\n'.join(_say(entry) for entry in value))
        return
    if all(isinstance(entry, Mapping) and set(entry) == {'text', 'ticked'} for entry in value):
        ticked = [str(entry['text']) for entry in value if entry['ticked']]
        if ticked:
            yield Line(path, labels, '\n'.join(ticked))
        return
    seen: dict[str, int] = {}
    for number, entry in enumerate(value, start=1):
        name = _name_of(entry) or str(number)
        seen[name] = seen.get(name, 0) + 1
        called = name if seen[name] == 1 else f'{name} ({seen[name]})'
        yield from _lines(entry, (*path, called), (*labels, called))


def _name_of(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return ''
    return next((str(entry[key]) for key in NAMES if isinstance(entry.get(key), str) and entry[key]), '')


def _is_silent(key: str, value: Any) -> bool:
    if key == 'verification':  # the QR code's, or else a part of that name
        return isinstance(value, Mapping) or not value
    return key in SILENT or key.endswith(SILENT_ENDS)


def _say(value: Any) -> str:
    if isinstance(value, bool):
        return '✓' if value else '–'
    return str(value)


def _label(key: str) -> Words:
    return LABELS.get(key) or key.replace('_', ' ').replace('-', ' ').capitalize()


def _merge(old: list[Path], new: list[Path]) -> list[Path]:
    """Return all paths: those of the newer version in its order, and what is gone where it stood before."""
    merged, place = list(new), 0
    known = set(new)
    for path in old:
        if path in known:
            place = merged.index(path) + 1
        else:
            merged.insert(place, path)
            place += 1
    return merged
