"""Roles, appointments and representatives."""

from netbox.api.viewsets import NetBoxModelViewSet

from ...filtersets import AppointmentFilterSet, ProcedureRoleFilterSet, RepresentativeFilterSet
from ...models import Appointment, ProcedureRole, Representative
from ..serializers import AppointmentSerializer, ProcedureRoleSerializer, RepresentativeSerializer

__all__ = ('AppointmentViewSet', 'ProcedureRoleViewSet', 'RepresentativeViewSet')


class ProcedureRoleViewSet(NetBoxModelViewSet):
    queryset = ProcedureRole.objects.all()
    serializer_class = ProcedureRoleSerializer
    filterset_class = ProcedureRoleFilterSet


class AppointmentViewSet(NetBoxModelViewSet):
    queryset = Appointment.objects.all()
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilterSet
    field_prefetches = {('display',): ('role',)}


class RepresentativeViewSet(NetBoxModelViewSet):
    queryset = Representative.objects.all()
    serializer_class = RepresentativeSerializer
    filterset_class = RepresentativeFilterSet
    field_prefetches = {('display',): ('tenant', 'user')}
