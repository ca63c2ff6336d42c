"""The words of a sheet's times and conditions, in Indonesian and English.

They are part of what the document says, like its texts, so they follow the language of the sheet and not gettext: a
printed sheet is Indonesian whoever prints it.
"""

from collections.abc import Mapping

from ..calendars.business_time import Limit
from ..workflows.document import Condition, Row, Step, Text

__all__ = ('describe_conditions', 'describe_end', 'describe_limit')

UNITS: Mapping[str, tuple[Text, Text]] = {
    'minutes': (Text('menit', 'minute'), Text('menit', 'minutes')),
    'hours': (Text('jam', 'hour'), Text('jam', 'hours')),
    'days': (Text('hari', 'day'), Text('hari', 'days')),
    'working days': (Text('hari kerja', 'working day'), Text('hari kerja', 'working days')),
    'calendar days': (Text('hari kalender', 'calendar day'), Text('hari kalender', 'calendar days')),
}
FACTS: Mapping[str, Text] = {
    'servers.count': Text('jumlah server', 'number of servers'),
    'units.total': Text('jumlah unit rak', 'rack units'),
    'power.watts': Text('daya (watt)', 'power (watts)'),
    'bandwidth.kbits': Text('bandwidth (kbit/s)', 'bandwidth (kbit/s)'),
    'addresses.public': Text('jumlah alamat IP publik', 'public IP addresses'),
    'request.status': Text('status permohonan', 'status of the request'),
    'devices.count': Text('jumlah perangkat', 'number of devices'),
    'visit.starts': Text('awal kunjungan', 'start of the visit'),
    'visit.ends': Text('akhir kunjungan', 'end of the visit'),
    'visitors.count': Text('jumlah pengunjung', 'number of visitors'),
    'ticket.kind': Text('jenis tiket', 'kind of ticket'),
    'ticket.priority': Text('prioritas tiket', 'priority of the ticket'),
    'applicant.group': Text('kelompok pemohon', 'group of the applicant'),
}
OPERATORS = {'is': '=', 'is_not': '≠', 'over': '>', 'under': '<'}
ENDS = {'completed': Text('selesai', 'done'), 'refused': Text('ditolak', 'refused')}
PER_HAND_OVER = Text('tiap penyerahan', 'each hand-over')
TARGET, FROM, AND = Text('target', 'target'), Text('sejak', 'from'), Text('dan', 'and')


def describe_limit(row: Row, language: str) -> str:
    """Return the time of a row as a sheet writes it: *2 hari kerja*, *1–2 hari*, or '' when it has none."""
    words = _with_target(row.limit, row.target, language)
    if words and row.limit_per == 'hand-over':
        words = f'{words}, {PER_HAND_OVER.in_language(language)}'
    others = [
        f'{step.key}: {_with_target(step.limit, step.target, language)}'
        for step in row.steps
        if step.limit and (step.limit, step.target) != (row.limit, row.target)
    ]
    if len(row.steps) == 1 and others:
        words, others = others[0].partition(': ')[2], []
    since = {step.key: _since(step, language) for step in row.steps if step.limit_from}
    if len(set(since.values())) == 1 and len(since) == len(row.steps):
        others.extend(set(since.values()))
    else:
        others.extend(f'{key}: {moment}' for key, moment in since.items())
    return '; '.join(part for part in (words, *others) if part)


def describe_conditions(conditions: tuple[Condition, ...], language: str) -> str:
    """Return conditions in words: *daya (watt) > 2000*."""
    words = [f'{_fact(each.fact, language)} {OPERATORS[each.operator]} {each.value}' for each in conditions]
    return f' {AND.in_language(language)} '.join(words)


def describe_end(end: str, language: str) -> str:
    """Return the state in which a case ends in words."""
    return ENDS[end].in_language(language) if end in ENDS else end


def _with_target(limit: Limit | None, target: Limit | None, language: str) -> str:
    if limit is None:
        return f'{TARGET.in_language(language)} {_in_words(target, language)}' if target else ''
    if target is None or target == limit:
        return _in_words(limit, language)
    if target.unit == limit.unit:
        return f'{target.amount}–{_in_words(limit, language)}'
    return f'{_in_words(limit, language)} ({TARGET.in_language(language)} {_in_words(target, language)})'


def _in_words(limit: Limit, language: str) -> str:
    one, many = UNITS[limit.unit]
    return f'{limit.amount} {(one if limit.amount == 1 else many).in_language(language)}'


def _since(step: Step, language: str) -> str:
    return f'{FROM.in_language(language)} {_fact(step.limit_from, language)}'


def _fact(key: str, language: str) -> str:
    return FACTS[key].in_language(language) if key in FACTS else key
