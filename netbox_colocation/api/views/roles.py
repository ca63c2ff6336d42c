"""Roles, appointments and representatives."""

from ...filtersets import AppointmentFilterSet, ProcedureRoleFilterSet, RepresentativeFilterSet
from ...models import Appointment, ProcedureRole, Representative
from ..acts import DELEGATION_RIGHTS, DelegationMixin
from ..base import ColocationModelViewSet
from ..serializers import AppointmentSerializer, ProcedureRoleSerializer, RepresentativeSerializer

__all__ = ('AppointmentViewSet', 'ProcedureRoleViewSet', 'RepresentativeViewSet')


class ProcedureRoleViewSet(ColocationModelViewSet):
    queryset = ProcedureRole.objects.all()
    serializer_class = ProcedureRoleSerializer
    filterset_class = ProcedureRoleFilterSet


class AppointmentViewSet(DelegationMixin, ColocationModelViewSet):
    queryset = Appointment.objects.all()
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilterSet
    action_rights = DELEGATION_RIGHTS
    field_prefetches = {('display',): ('role',)}


class RepresentativeViewSet(ColocationModelViewSet):
    queryset = Representative.objects.all()
    serializer_class = RepresentativeSerializer
    filterset_class = RepresentativeFilterSet
    field_prefetches = {('display',): ('tenant', 'user')}
