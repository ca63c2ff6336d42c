"""The no-entry list: whether somebody who comes is on it.

People are told apart by what is known of them: the words of their name, the organisation, and the last digits of the
proof of identity. In doubt somebody is found, and a person looks.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable

from tenancy.models import Tenant

from ..models import EntryBan, Visitor

__all__ = ('find_ban', 'find_bans')

_WORD = re.compile(r'\w+')
# What stands before or behind a name and is not part of it.
_TITLES = frozenset(
    ('bapak', 'bpk', 'ibu', 'sdr', 'sdri', 'h', 'hj', 'ir', 'dr', 'drs', 'dra', 'st', 'mt', 'se', 'mm', 'amd', 'skom')
)


def find_ban(
    agency: Tenant,
    name: str,
    organisation: str,
    identity_kind: str,
    identity_digits: str,
    day: datetime.date,
) -> EntryBan | None:
    """Return the entry of the agency's no-entry list that holds on that day for somebody, or None."""
    bans = EntryBan.objects.on(day).filter(agency=agency)
    return next((ban for ban in bans if _is_about(ban, name, organisation, identity_kind, identity_digits)), None)


def find_bans(agency: Tenant, visitors: Iterable[Visitor], day: datetime.date) -> dict[int, EntryBan]:
    """Return the same for many visitors, by their primary keys, in one query; whoever may come is not in it."""
    bans = list(EntryBan.objects.on(day).filter(agency=agency))
    found: dict[int, EntryBan] = {}
    for visitor in visitors if bans else ():
        known = (visitor.name, visitor.organisation, visitor.identity_kind, visitor.identity_digits)
        ban = next((ban for ban in bans if _is_about(ban, *known)), None)
        if ban is not None:
            found[visitor.pk] = ban
    return found


def _is_about(ban: EntryBan, name: str, organisation: str, kind: str, digits: str) -> bool:
    barred, came = _words(ban.name), _words(name)
    is_same_kind = not (ban.identity_kind and kind) or ban.identity_kind == kind
    if ban.identity_digits and digits and is_same_kind:
        # Digits tell two people of one name apart, and show one person whose name is spelled in another way.
        return ban.identity_digits.casefold() == digits.casefold() and bool(barred & came)
    is_elsewhere = ban.organisation and organisation and _words(ban.organisation) != _words(organisation)
    return bool(barred) and barred == came and not is_elsewhere


def _words(text: str) -> frozenset[str]:
    """The words of a name, without accents, titles and case, in no order."""
    plain = unicodedata.normalize('NFKD', text).casefold()
    joined = ''.join(letter for letter in plain if not unicodedata.combining(letter)).replace('.', '')
    words = frozenset(_WORD.findall(joined))
    return words - _TITLES or words
