"""Panels of capacity pools and capacity checks."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

from ..choices import PoolKindChoices
from ..models import CapacityPool

__all__ = ('CapacityCheckPanel', 'CapacityPoolPanel')

UNITS = {PoolKindChoices.UPS: 'W', PoolKindChoices.BANDWIDTH: 'kbit/s'}


class CapacityAttr(attrs.TextAttr):
    """A capacity in the unit of the pool's kind."""

    def get_value(self, obj: CapacityPool) -> str | None:
        return None if obj.capacity is None else f'{obj.capacity} {UNITS[obj.kind]}'


class CapacityPoolPanel(panels.ObjectAttributesPanel):
    title = _('Capacity pool')

    name = attrs.TextAttr('name', label=_('Name'))
    kind = attrs.ChoiceAttr('kind', label=_('Kind'))
    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    capacity = CapacityAttr('capacity', label=_('Capacity'))
    reserve_percent = attrs.TextAttr('reserve_percent', label=_('Kept free'), format_string='{} %')
    description = attrs.TextAttr('description', label=_('Description'))


class CapacityCheckPanel(panels.ObjectAttributesPanel):
    title = _('Capacity check')

    request = attrs.RelatedObjectAttr('request', label=_('Request'), linkify=True)
    applicant = attrs.RelatedObjectAttr('request.applicant', label=_('Applicant'), linkify=True)
    checked_at = attrs.DateTimeAttr('checked_at', label=_('Checked at'))
    checked_by = attrs.RelatedObjectAttr('checked_by', label=_('Checked by'), linkify=True)
    verdict = attrs.ChoiceAttr('verdict', label=_('Verdict'))
