"""Maintenance tickets."""

from ...filtersets import MaintenanceTicketFilterSet
from ...models import MaintenanceTicket
from ..serializers import MaintenanceTicketSerializer
from .subjects import SubjectViewSet, rights_on

__all__ = ('MaintenanceTicketViewSet',)


class MaintenanceTicketViewSet(SubjectViewSet):
    queryset = MaintenanceTicket.objects.all()
    serializer_class = MaintenanceTicketSerializer
    filterset_class = MaintenanceTicketFilterSet
    action_rights = rights_on('maintenanceticket')
