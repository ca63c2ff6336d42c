"""What goes through the door with a visit, in and out, announced or found at the door; `door` has the people."""

import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dcim.models import Device

from ..calendars.moments import shown
from ..choices import AccessLogKindChoices, CarryDirectionChoices
from ..exceptions import Refusal
from ..identity_numbers import find_in
from ..models import AccessVisit, CarriedItem
from .door_checks import find_obstacles, lock, refuse
from .log import write_about

__all__ = ('add_item', 'carry_in', 'carry_out', 'list_left_inside')


def carry_in(
    visit: AccessVisit, item: CarriedItem, *, remark: str = '', actor: AbstractBaseUser, now: datetime.datetime
) -> CarriedItem:
    """Record that an item was brought in.

    Raises:
        OutcomeRefused: visit-not-approved, visit-early, visit-over, visit-left, nobody-checked-in, item-unknown,
            item-in-already, item-only-out, identity-number
    """
    with transaction.atomic():
        lock(visit)
        row = visit.items.filter(pk=item.pk).first()
        refusals = [*find_obstacles(visit, now=now), *_find_nobody(visit), *find_in({'remark': remark})]
        if row is None:
            refusals.append(_unknown(item))
        elif row.came_in_at is not None and row.went_out_at is None:
            message = _('{item} was brought in at {moment} already.').format(item=row, moment=shown(row.came_in_at))
            refusals.append(Refusal('item-in-already', message))
        elif row.direction == CarryDirectionChoices.OUT:
            message = _('{item} is announced as taken out only: add it as another item to bring it in.')
            refusals.append(Refusal('item-only-out', message.format(item=row)))
        refuse(refusals)
        assert row is not None
        _record(row, remark, came_in_at=now, went_out_at=None)
        write_about(visit, AccessLogKindChoices.ITEM_IN, text=_line(row, remark), actor=actor, now=now)
        return row


def carry_out(
    visit: AccessVisit, item: CarriedItem, *, remark: str = '', actor: AbstractBaseUser, now: datetime.datetime
) -> CarriedItem:
    """Record that an item was taken out; one that was to stay inside needs a remark that says why it does not.

    Raises:
        OutcomeRefused: visit-not-entered, visit-left, item-unknown, item-out-already, item-not-inside, item-stays,
            item-of-another, identity-number
    """
    with transaction.atomic():
        lock(visit)
        row = visit.items.select_related('device').filter(pk=item.pk).first()
        refusals = [*_find_not_under_way(visit), *find_in({'remark': remark})]
        refusals += [_unknown(item)] if row is None else _find_leaving_obstacles(visit, row, remark)
        refuse(refusals)
        assert row is not None
        _record(row, remark, went_out_at=now)
        write_about(visit, AccessLogKindChoices.ITEM_OUT, text=_line(row, remark), actor=actor, now=now)
        return row


def add_item(
    visit: AccessVisit,
    *,
    name: str,
    serial: str = '',
    quantity: int = 1,
    direction: str = CarryDirectionChoices.BOTH,
    remark: str = '',
    actor: AbstractBaseUser,
    now: datetime.datetime,
) -> CarriedItem:
    """Record an item that the application does not announce: brought in now or, where it is `out`, taken out now.

    Raises:
        OutcomeRefused: what `carry_in` or `carry_out` is refused for, item-invalid, item-remark-missing
    """
    with transaction.atomic():
        lock(visit)
        serial = serial.strip()
        device = Device.objects.filter(serial__iexact=serial).order_by('pk').first() if serial else None
        row = CarriedItem(
            visit=visit, name=name.strip(), serial=serial, quantity=quantity, direction=direction, device=device
        )
        row.is_unannounced = True
        goes_out = direction == CarryDirectionChoices.OUT
        refusals = [*_find_invalid(row), *find_in({'remark': remark, 'serial': serial})]
        refusals += _find_foreign(visit, row) if goes_out else []
        if goes_out and not remark.strip():
            message = _('Nobody announced that this is taken out: say in the remark who allows it.')
            refusals.append(Refusal('item-remark-missing', message, field='remark'))
        refusals += _find_not_under_way(visit) if goes_out else [*find_obstacles(visit, now=now), *_find_nobody(visit)]
        refuse(refusals)
        row.save()
        act = carry_out if goes_out else carry_in
        return act(visit, row, remark=remark, actor=actor, now=now)


def list_left_inside(visit: AccessVisit) -> str:
    """Name what was brought in to be taken out again, and is still inside; '' when nothing is."""
    rows = visit.items.filter(direction=CarryDirectionChoices.BOTH, came_in_at__isnull=False, went_out_at__isnull=True)
    names = ', '.join(str(row) for row in rows.order_by('pk'))
    return _('Left inside: {items}').format(items=names) if names else ''


def _find_leaving_obstacles(visit: AccessVisit, row: CarriedItem, remark: str) -> list[Refusal]:
    refusals = []
    if row.went_out_at is not None:
        message = _('{item} was taken out at {moment} already.').format(item=row, moment=shown(row.went_out_at))
        refusals.append(Refusal('item-out-already', message))
    elif row.direction != CarryDirectionChoices.OUT and row.came_in_at is None:
        message = _('{item} was never brought in: it cannot be taken out.').format(item=row)
        refusals.append(Refusal('item-not-inside', message))
    elif row.direction == CarryDirectionChoices.IN and not remark.strip():
        message = _('{item} was to stay inside: say in the remark why it is taken out.').format(item=row)
        refusals.append(Refusal('item-stays', message, field='remark'))
    return refusals + _find_foreign(visit, row)


def _find_foreign(visit: AccessVisit, row: CarriedItem) -> list[Refusal]:
    """Whether it is a device of another agency: nobody takes that out with this visit."""
    if row.device is None or row.device.tenant_id in (None, visit.applicant_id):
        return []
    message = _('{item} belongs to another agency: keep it here, and call the coordinator.').format(item=row)
    return [Refusal('item-of-another', message, field='serial', data={'device': row.device_id})]


def _find_nobody(visit: AccessVisit) -> list[Refusal]:
    if visit.visitors.filter(admitted_at__isnull=False, checked_out_at__isnull=True).exists():
        return []
    return [Refusal('nobody-checked-in', _('Nobody of this visit is checked in: check them in at the door first.'))]


def _find_not_under_way(visit: AccessVisit) -> list[Refusal]:
    if visit.entered_at is None:
        return [Refusal('visit-not-entered', _('Nobody entered yet: record that first.'))]
    if visit.left_at is not None:
        message = _('Everybody left at {moment} already.').format(moment=shown(visit.left_at))
        return [Refusal('visit-left', message)]
    return []


def _find_invalid(row: CarriedItem) -> list[Refusal]:
    """What the fields of an item refuse; that its visit was submitted does not matter at the door."""
    refusals = []
    try:
        row.clean_fields(exclude=['visit', 'device', 'custom_field_data'])
    except ValidationError as error:
        refusals += [
            Refusal('item-invalid', message, field=field)
            for field, messages in error.message_dict.items()
            for message in messages
        ]
    if row.quantity is not None and row.quantity < 1:
        refusals.append(Refusal('item-invalid', _('How many are there? At least one.'), field='quantity'))
    return refusals


def _unknown(item: CarriedItem) -> Refusal:
    return Refusal('item-unknown', _('Item #{pk} does not belong to this visit.').format(pk=item.pk))


def _line(row: CarriedItem, remark: str) -> str:
    what = f'{row.quantity} × {row}' if row.quantity > 1 else str(row)
    return ' · '.join(filter(None, (what, remark.strip())))


def _record(row: CarriedItem, remark: str, **facts: Any) -> None:
    row.snapshot()
    if remark.strip():
        facts['door_remark'] = ' · '.join(filter(None, (row.door_remark, remark.strip())))[:300]
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=[*facts, 'last_updated'])
