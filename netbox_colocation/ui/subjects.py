"""Panels that every subject's page has, and the one that shows a subject of whichever kind."""

from typing import Any

from netbox.ui import panels
from utilities.data import resolve_attr_path

from ..models import AccessVisit, MaintenanceTicket
from .maintenance import TicketPanel
from .requests import RequestPanel
from .visits import VisitPanel

__all__ = ('SubjectPanel', 'TasksPanel')


class SubjectPanel(panels.Panel):
    """What the subject at `accessor` says: a request, a visit or a ticket."""

    def __init__(self, accessor: str = 'object', **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.accessor = accessor

    def render(self, context: dict[str, Any]) -> str:
        subject = resolve_attr_path(context, self.accessor)
        panel = {AccessVisit: VisitPanel, MaintenanceTicket: TicketPanel}.get(type(subject), RequestPanel)
        return panel(accessor=self.accessor).render(context)


class TasksPanel(panels.ObjectsTablePanel):
    """The tasks of the subject's case, once it has one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            'netbox_colocation.task',
            filters={'case_id': lambda context: context['object'].case_id},
            exclude_columns=['case', 'applicant', 'subject', 'activity', 'opened_at'],
            **kwargs,
        )

    def should_render(self, context: dict[str, Any]) -> bool:
        # Without a case there is nothing to filter by, and the list would be everybody's.
        return context['object'].case_id is not None and super().should_render(context)
