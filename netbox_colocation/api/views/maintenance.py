"""Maintenance tickets."""

from ...filtersets import MaintenanceTicketFilterSet
from ...models import MaintenanceTicket
from ..serializers import MaintenanceTicketSerializer
from .subjects import SubjectViewSet, rights_on
from .ticket_register import RegisterMixin
from .work import WORK_RIGHTS, WorkMixin

__all__ = ('MaintenanceTicketViewSet',)


class MaintenanceTicketViewSet(WorkMixin, RegisterMixin, SubjectViewSet):
    queryset = MaintenanceTicket.objects.all()
    serializer_class = MaintenanceTicketSerializer
    filterset_class = MaintenanceTicketFilterSet
    action_rights = {**rights_on('maintenanceticket'), **WORK_RIGHTS}
