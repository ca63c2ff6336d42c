"""Panels of the work on tickets: the log, photos before and after, loans and visits; the pages of log and loans."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

from ..choices import PhotoMomentChoices
from ..documents.work_papers import add_up, material_text
from ..models import EquipmentLoan, MaintenanceTicket
from ..workflows.disclosure import reads_as_applicant
from ..workflows.work_photos import visible_photos

__all__ = ('LoanPanel', 'LoanReturnPanel', 'LoansPanel', 'LogEntryPanel', 'PhotosPanel', 'VisitsPanel', 'WorkLogPanel')

# So many of the newest entries are on the ticket's page; the list has all of them.
SHOWN_ENTRIES = 20


class WorkLogPanel(panels.ObjectPanel):
    """The newest entries of the log that the user may see, with the material of the whole log added up."""

    template_name = 'netbox_colocation/panels/work_log.html'
    title = _('Work log')

    def get_context(self, context: dict[str, Any]) -> dict[str, Any]:
        prepared = super().get_context(context)
        ticket: MaintenanceTicket = prepared['object']
        entries = list(ticket.work_log.restrict(prepared['request'].user, 'view'))
        materials = add_up(row for entry in reversed(entries) for row in entry.materials)
        return {
            **prepared,
            'entries': [(entry, [material_text(row) for row in entry.materials]) for entry in entries[:SHOWN_ENTRIES]],
            'count': len(entries),
            'materials': [material_text(row) for row in materials],
            'minutes': sum(entry.minutes or 0 for entry in entries),
        }

    def should_render(self, context: dict[str, Any]) -> bool:
        user = context['request'].user
        return context['object'].case_id is not None and user.has_perm('netbox_colocation.view_worklogentry')


class PhotosPanel(panels.ObjectPanel):
    """The photos of the work: before, during and after, side by side."""

    template_name = 'netbox_colocation/panels/work_photos.html'
    title = _('Photos of the work')

    def get_context(self, context: dict[str, Any]) -> dict[str, Any]:
        prepared = super().get_context(context)
        photos = list(visible_photos(prepared['object'], reader=prepared['request'].user, now=timezone.now()))
        groups = [
            (label, [photo for photo in photos if photo.moment == moment]) for moment, label in PhotoMomentChoices()
        ]
        return {**prepared, 'groups': [(label, rows) for label, rows in groups if rows]}

    def should_render(self, context: dict[str, Any]) -> bool:
        ticket = context['object']
        if ticket.case is None:
            return False
        return not reads_as_applicant(context['request'].user, ticket.case, now=timezone.now())


class LoansPanel(panels.ObjectsTablePanel):
    """Equipment that was lent for the ticket."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            'netbox_colocation.equipmentloan',
            filters={'ticket_id': lambda context: context['object'].pk},
            exclude_columns=['agency', 'borrower', 'ticket'],
            **kwargs,
        )

    def should_render(self, context: dict[str, Any]) -> bool:
        return not context['object'].is_draft and super().should_render(context)


class VisitsPanel(panels.ObjectsTablePanel):
    """Visits to the room that serve the ticket."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            'netbox_colocation.accessvisit',
            filters={'ticket_id': lambda context: context['object'].pk},
            exclude_columns=['applicant', 'site', 'ticket'],
            **kwargs,
        )

    def should_render(self, context: dict[str, Any]) -> bool:
        return not context['object'].is_draft and super().should_render(context)


class MaterialsAttr(attrs.TextAttr):
    def get_value(self, obj: Any) -> str:
        return '; '.join(material_text(row) for row in obj.materials)


class LogEntryPanel(panels.ObjectAttributesPanel):
    title = _('Entry')

    ticket = attrs.RelatedObjectAttr('ticket', label=_('Ticket'), linkify=True)
    at = attrs.DateTimeAttr('at', label=_('At'))
    author_name = attrs.TextAttr('author_name', label=_('By'))
    work_status = attrs.ChoiceAttr('work_status', label=_('Work'))
    text = attrs.TextAttr('text', label=_('What was done'))
    minutes = attrs.TextAttr('minutes', label=_('Time spent (minutes)'))
    materials = MaterialsAttr('materials', label=_('Material used'))


class LoanPanel(panels.ObjectAttributesPanel):
    title = _('Loan')

    item = attrs.TextAttr('item', label=_('Item'))
    serial = attrs.TextAttr('serial', label=_('Serial number'))
    device = attrs.RelatedObjectAttr('device', label=_('Device'), linkify=True)
    condition = attrs.TextAttr('condition', label=_('Condition when lent'))
    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True)
    borrower = attrs.RelatedObjectAttr('borrower', label=_('Borrower'), linkify=True)
    person = attrs.TextAttr('person', label=_('Received by'))
    ticket = attrs.RelatedObjectAttr('ticket', label=_('Ticket'), linkify=True)
    lent_on = attrs.DateTimeAttr('lent_on', spec='date', label=_('Lent on'))
    due_on = attrs.DateTimeAttr('due_on', spec='date', label=_('Due on'))
    description = attrs.TextAttr('description', label=_('Description'))


class LoanReturnPanel(panels.ObjectAttributesPanel):
    """How it came back; not shown while it is out."""

    title = _('Returned')

    returned_on = attrs.DateTimeAttr('returned_on', spec='date', label=_('Returned on'))
    returned_condition = attrs.TextAttr('returned_condition', label=_('Condition when returned'))
    returned_to = attrs.TextAttr('returned_to', label=_('Returned to'))

    def should_render(self, context: dict[str, Any]) -> bool:
        loan: EquipmentLoan = context['object']
        return not loan.is_open
