"""Removes personal data when their time is over, and says what it removed.

Some days after a visit (`visitor_data_days`) its visitors' contacts, proofs of identity and custom fields go, and the
last digits of no-entry entries that ended; when the access log's own time is over (`access_log_days`) names go as well.
They go from NetBox's change log, notifications and search cache too. Papers that were signed keep the names they say:
these have a retention of their own.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import F, Func, JSONField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import ObjectChange
from extras.models import CachedValue, Notification

from ..choices import AccessLogKindChoices
from ..conf import get_setting
from ..models import AccessLogEntry, AccessVisit, CarriedItem, EntryBan, Visitor
from . import log

__all__ = ('NO_NAME', 'Erasure', 'erase_expired')

# What stands in the place of a name whose time is over: a name is never empty.
NO_NAME = '–'
IDENTITY = ('identity_kind', 'identity_digits')
# What is more than a name: of a visitor, and of somebody on the no-entry list.
PERSONAL = {Visitor: (*Visitor.PERSONAL, 'custom_fields'), EntryBan: IDENTITY}
NAMES: Mapping[type[Model], tuple[str, ...]] = {
    Visitor: ('name', 'organisation', 'door_remark', *PERSONAL[Visitor]),
    EntryBan: ('name', 'organisation', 'reason', *IDENTITY),
    AccessLogEntry: ('person', 'organisation', 'text', 'visitor'),
    CarriedItem: ('door_remark',),
    # Before visitors were rows of their own, the change log of a visit had their names.
    AccessVisit: ('visitors',),
}
BATCH = 500


@dataclass
class Erasure:
    """What was removed: counts, never the data.

    Attributes:
        visitors: whose contacts and proof of identity are gone.
        fields: how many values of each field that were.
        bans: entries of the no-entry list whose digits are gone, or that went altogether.
        names: visitors who are called no name any more.
        lines: lines of the access log without a name now.
        changes: entries of NetBox's change log that said any of it.
        visits: what was removed of which visit, in sentences without a name, for the job's log.
    """

    visitors: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    bans: int = 0
    names: int = 0
    lines: int = 0
    changes: int = 0
    visits: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        return (
            f'{self.visitors} visitors without contacts and identity, {self.names} without a name, '
            f'{self.lines} lines of the access log, {self.bans} entries of the no-entry list, '
            f'{self.changes} entries of the change log'
        )


def erase_expired(*, now: datetime.datetime) -> Erasure:
    """Remove what is over by now; doing it again removes nothing more."""
    erasure = Erasure()
    log_days = get_setting('access_log_days')
    days = min(get_setting('visitor_data_days'), log_days or datetime.timedelta.max.days)
    before = now - datetime.timedelta(days=days)
    for keys in _batches(_over(before).filter(visitors__erased_at__isnull=True).distinct()):
        _erase_personal(keys, erasure, now)
    _erase_bans(before, erasure)
    for model, names in PERSONAL.items():
        erasure.changes += _clear_changes(model, names, before)
    if log_days is not None:
        _erase_names(now - datetime.timedelta(days=log_days), erasure, now)
    return erasure


# -- Contacts and proofs of identity -------------------------------------------------------------------------------


def _over(before: datetime.datetime) -> QuerySet[AccessVisit]:
    """Visits that ended before a moment; one that nobody came to ended with its time, and one under way has not."""
    ended = Coalesce('left_at', Greatest('ends_at', AccessVisit.LASTS_UNTIL))
    is_under_way = AccessVisit.INSIDE
    return AccessVisit.objects.alias(ended=ended).filter(~is_under_way, ended__lt=before)


def _erase_personal(keys: list[int], erasure: Erasure, now: datetime.datetime) -> None:
    """Clear the visitors of some visits, and write a line of the log for each visit that lost something."""
    with transaction.atomic():
        visits = AccessVisit.objects.select_related('procedure__agency', 'site', 'location', 'case')
        for visit in visits.filter(pk__in=keys).order_by('pk').select_for_update(of=('self',)):
            visitors = list(visit.visitors.filter(erased_at__isnull=True))
            found = Counter(name for visitor in visitors for name in Visitor.PERSONAL if getattr(visitor, name))
            found += Counter('custom_fields' for visitor in visitors if any((visitor.custom_field_data or {}).values()))
            cleared: dict[str, Any] = dict.fromkeys(Visitor.PERSONAL, '')
            rows = Visitor.objects.filter(pk__in=[visitor.pk for visitor in visitors])
            rows.update(**cleared, custom_field_data={}, erased_at=now)
            _forget(Visitor, rows.values_list('pk', flat=True), but=('name', 'organisation'))
            if not found:
                continue
            erasure.visitors += len(visitors)
            erasure.fields += found
            text = _describe(found, people=len(visitors))
            erasure.visits.append(f'{visit.case.number if visit.case else f"#{visit.pk}"}: {text}')
            log.write_about(visit, AccessLogKindChoices.ERASED, text=text, actor=None, now=now)


def _describe(found: Counter[str], *, people: int) -> str:
    """Return what was removed, by the names of the fields."""
    labels = {'custom_fields': _('custom fields')}
    parts = [
        f'{labels.get(name) or getattr(Visitor._meta.get_field(name), "verbose_name", name)} {count}'
        for name, count in sorted(found.items())
    ]
    return _('{people} visitors: {parts}').format(people=people, parts=', '.join(parts))


def _erase_bans(before: datetime.datetime, erasure: Erasure) -> None:
    ended = EntryBan.objects.filter(valid_until__lt=timezone.localtime(before).date())
    erasure.bans += ended.exclude(identity_kind='', identity_digits='').update(**dict.fromkeys(IDENTITY, ''))


# -- Names ---------------------------------------------------------------------------------------------------------


def _erase_names(before: datetime.datetime, erasure: Erasure, now: datetime.datetime) -> None:
    with transaction.atomic():
        visitors = Visitor.objects.filter(visit__in=_over(before)).exclude(name=NO_NAME)
        keys = list(visitors.values_list('pk', flat=True))
        named = Visitor.objects.filter(pk__in=keys)
        erasure.names += named.update(name=NO_NAME, organisation='', door_remark='')
        items = CarriedItem.objects.filter(visit__in=_over(before)).exclude(door_remark='')
        items.update(door_remark='')
        _forget(Visitor, keys)
        _erase_lines(before, erasure, now)
        gone = EntryBan.objects.filter(valid_until__lt=timezone.localtime(before).date())
        erasure.bans += gone.count()
        gone.delete()
        for model, names in NAMES.items():
            has_name = model not in (AccessVisit, CarriedItem)
            erasure.changes += _clear_changes(model, names, before, is_renamed=has_name)
        old = Notification.objects.filter(object_type__in=_types(Visitor, AccessLogEntry, EntryBan), created__lt=before)
        old.exclude(object_repr=NO_NAME).update(object_repr=NO_NAME)


def _erase_lines(before: datetime.datetime, erasure: Erasure, now: datetime.datetime) -> None:
    """Take the names out of old lines of the log, and write how many there were, for each agency and site."""
    old = AccessLogEntry.objects.filter(at__lt=before).exclude(kind=AccessLogKindChoices.ERASED)
    old = old.exclude(person='', organisation='', text='', visitor__isnull=True)
    counts: dict[int, tuple[AccessLogEntry, int]] = {}
    places = Counter(old.values_list('agency', 'site'))
    for index, (agency, site) in enumerate(places):
        example = old.filter(agency=agency, site=site).select_related('agency', 'site').first()
        if example:
            counts[index] = (example, places[agency, site])
    erasure.lines += old.update(person='', organisation='', text='', visitor=None)
    for example, count in counts.values():
        text = _('Names of {count} lines until {day}').format(count=count, day=timezone.localtime(before).date())
        log.write(AccessLogKindChoices.ERASED, agency=example.agency, site=example.site, text=text, actor=None, now=now)


# -- What NetBox keeps besides -------------------------------------------------------------------------------------


class _Without(Func):
    """A JSON object without some of its keys."""

    template = '(%(expressions)s)'
    arg_joiner = ' - '
    output_field = JSONField()


def _clear_changes(
    model: type[Model], names: Iterable[str], before: datetime.datetime, *, is_renamed: bool = False
) -> int:
    """Take fields out of the change log of a model, also of rows that are gone; return how many entries had them."""
    names = list(names)
    keys = Cast(Value(names, output_field=ArrayField(TextField())), ArrayField(TextField()))
    had = Q(prechange_data__has_any_keys=names) | Q(postchange_data__has_any_keys=names)
    changes: dict[str, Any] = {
        'prechange_data': _Without(F('prechange_data'), keys),
        'postchange_data': _Without(F('postchange_data'), keys),
    }
    if is_renamed:
        changes['object_repr'] = NO_NAME
    found = ObjectChange.objects.filter(had, changed_object_type__in=_types(model), time__lt=before)
    return found.update(**changes)


def _forget(model: type[Model], keys: Iterable[int], *, but: tuple[str, ...] = ()) -> None:
    """Take rows out of NetBox's search, but for some of their fields; it finds them again by what they say now."""
    cached = CachedValue.objects.filter(object_type__in=_types(model), object_id__in=list(keys))
    cached.exclude(field__in=but).delete()


def _types(*models: type[Model]) -> list[ContentType]:
    return list(ContentType.objects.get_for_models(*models).values())


def _batches(visits: QuerySet[AccessVisit]) -> Iterator[list[int]]:
    keys = list(visits.order_by('pk').values_list('pk', flat=True))
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
