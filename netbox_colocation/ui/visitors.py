"""Panels of visitors and carried items."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = (
    'CarriedItemPanel',
    'CarriedItemsPanel',
    'ItemAtDoorPanel',
    'VisitorAtDoorPanel',
    'VisitorPanel',
    'VisitorsPanel',
)


def _visit_key(context: dict[str, Any]) -> int:
    return context['object'].pk


class VisitorsPanel(panels.ObjectsTablePanel):
    """Who comes with the visit, for those who may see visitors."""

    def __init__(self) -> None:
        super().__init__(
            'netbox_colocation.visitor', filters={'visit_id': _visit_key}, exclude_columns=['visit', 'applicant']
        )


class CarriedItemsPanel(panels.ObjectsTablePanel):
    """What goes through the door with the visit."""

    def __init__(self) -> None:
        super().__init__(
            'netbox_colocation.carrieditem', filters={'visit_id': _visit_key}, exclude_columns=['visit', 'applicant']
        )


class VisitorPanel(panels.ObjectAttributesPanel):
    title = _('Visitor')

    visit = attrs.RelatedObjectAttr('visit', label=_('Visit'), linkify=True)
    applicant = attrs.RelatedObjectAttr('visit.applicant', label=_('Applicant'), linkify=True)
    name = attrs.TextAttr('name', label=_('Name'))
    organisation = attrs.TextAttr('organisation', label=_('Organisation'))
    position = attrs.TextAttr('position', label=_('Position'))
    is_leader = attrs.BooleanAttr('is_leader', label=_('In charge of the visitors'))
    phone = attrs.TextAttr('phone', label=_('Phone'))
    email = attrs.TextAttr('email', label=_('E-mail'))
    identity_kind = attrs.TextAttr('get_identity_kind_display', label=_('Proof of identity'))
    identity_digits = attrs.TextAttr('identity_digits', label=_('Last digits'))
    erased_at = attrs.DateTimeAttr('erased_at', label=_('Personal data removed'))


class VisitorAtDoorPanel(panels.ObjectAttributesPanel):
    """What the door recorded of a visitor."""

    title = _('At the door')

    admitted_at = attrs.DateTimeAttr('admitted_at', label=_('Checked in'))
    badge_number = attrs.TextAttr('badge_number', label=_('Badge'))
    identity_checked = attrs.BooleanAttr('identity_checked', label=_('Identity shown'))
    rules_accepted = attrs.BooleanAttr('rules_accepted', label=_('Rules accepted'))
    checked_out_at = attrs.DateTimeAttr('checked_out_at', label=_('Checked out'))
    badge_returned_at = attrs.DateTimeAttr('badge_returned_at', label=_('Badge returned'))
    door_remark = attrs.TextAttr('door_remark', label=_('Remark'))


class CarriedItemPanel(panels.ObjectAttributesPanel):
    title = _('Item')

    visit = attrs.RelatedObjectAttr('visit', label=_('Visit'), linkify=True)
    applicant = attrs.RelatedObjectAttr('visit.applicant', label=_('Applicant'), linkify=True)
    name = attrs.TextAttr('name', label=_('Item'))
    serial = attrs.TextAttr('serial', label=_('Serial number'), style='font-monospace', copy_button=True)
    quantity = attrs.TextAttr('quantity', label=_('Quantity'))
    direction = attrs.ChoiceAttr('direction', label=_('Direction'))
    device = attrs.RelatedObjectAttr('device', label=_('Device'), linkify=True)


class ItemAtDoorPanel(panels.ObjectAttributesPanel):
    """What the door recorded of an item."""

    title = _('At the door')

    came_in_at = attrs.DateTimeAttr('came_in_at', label=_('Brought in'))
    went_out_at = attrs.DateTimeAttr('went_out_at', label=_('Taken out'))
    is_unannounced = attrs.BooleanAttr('is_unannounced', label=_('Not announced'))
    door_remark = attrs.TextAttr('door_remark', label=_('Remark'))
