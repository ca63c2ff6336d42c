"""Cases and tasks, to read. What moves a case are the actions of `api.acting` and `api.acts`."""

from typing import Any

from django.db.models import Prefetch
from rest_framework.serializers import Serializer

from ...filtersets import CaseFilterSet, TaskFilterSet
from ...models import Case, CaseEvent, Document, Task
from ..acting import PerformMixin
from ..acts import CASE_RIGHTS, TASK_RIGHTS, CaseActsMixin, TaskActsMixin
from ..base import ColocationReadOnlyModelViewSet
from ..permissions import ActionRights
from ..serializers import CaseDetailSerializer, CaseSerializer, TaskSerializer
from ..sheets import CaseSheetMixin

__all__ = ('CaseViewSet', 'TaskViewSet')


class CaseViewSet(CaseActsMixin, CaseSheetMixin, ColocationReadOnlyModelViewSet):
    """One case is answered with its file: events, tasks and documents. A list leaves the file out."""

    queryset = Case.objects.all()
    serializer_class = CaseSerializer
    filterset_class = CaseFilterSet
    action_rights = CASE_RIGHTS

    def get_serializer_class(self) -> type[Serializer]:
        return CaseDetailSerializer if self.action == 'retrieve' else CaseSerializer

    def get_field_prefetches(self, fields: Any = None) -> list[str | Prefetch]:
        lookups = super().get_field_prefetches(fields)
        if self.action != 'retrieve':
            return lookups
        # Who may view a case does not therefore view every paper of it.
        user = self.request.user
        file = {
            'events': CaseEvent.objects.order_by('sequence'),
            'tasks': Task.objects.restrict(user, 'view').order_by('opened_at', 'pk'),
            'documents': Document.objects.restrict(user, 'view').order_by('created', 'pk'),
        }
        wanted = self.response_fields & file.keys()
        return [*lookups, *(Prefetch(name, queryset=file[name]) for name in sorted(wanted))]


class TaskViewSet(PerformMixin, TaskActsMixin, ColocationReadOnlyModelViewSet):
    queryset = Task.objects.all()
    serializer_class = TaskSerializer
    filterset_class = TaskFilterSet
    action_rights = {'perform': ActionRights('netbox_colocation.perform_task', rows='perform'), **TASK_RIGHTS}
    field_prefetches = {('display',): ('case',)}
