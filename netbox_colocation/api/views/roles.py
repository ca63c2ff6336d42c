"""Roles, appointments and representatives."""

from netbox.api.viewsets import NetBoxModelViewSet

from ...filtersets import AppointmentFilterSet, ProcedureRoleFilterSet, RepresentativeFilterSet
from ...models import Appointment, ProcedureRole, Representative
from ..acts import DELEGATION_RIGHTS, DelegationMixin
from ..errors import ColocationErrorsMixin
from ..permissions import ActionRightsMixin
from ..serializers import AppointmentSerializer, ProcedureRoleSerializer, RepresentativeSerializer

__all__ = ('AppointmentViewSet', 'ProcedureRoleViewSet', 'RepresentativeViewSet')


class ProcedureRoleViewSet(NetBoxModelViewSet):
    queryset = ProcedureRole.objects.all()
    serializer_class = ProcedureRoleSerializer
    filterset_class = ProcedureRoleFilterSet


class AppointmentViewSet(ColocationErrorsMixin, ActionRightsMixin, DelegationMixin, NetBoxModelViewSet):
    queryset = Appointment.objects.all()
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilterSet
    action_rights = DELEGATION_RIGHTS
    field_prefetches = {('display',): ('role',)}


class RepresentativeViewSet(NetBoxModelViewSet):
    queryset = Representative.objects.all()
    serializer_class = RepresentativeSerializer
    filterset_class = RepresentativeFilterSet
    field_prefetches = {('display',): ('tenant', 'user')}
