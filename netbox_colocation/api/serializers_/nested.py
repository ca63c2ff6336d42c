"""Short forms of rows whose full serializer would import the module that shows them."""

from netbox.api.serializers import WritableNestedSerializer

from ...models import (
    AccessVisit,
    Appointment,
    ColocationRequest,
    MaintenanceTicket,
    ProcedureRole,
    ProcedureVersion,
    Task,
)

__all__ = (
    'NestedColocationAccessVisitSerializer',
    'NestedColocationAppointmentSerializer',
    'NestedColocationMaintenanceTicketSerializer',
    'NestedColocationProcedureRoleSerializer',
    'NestedColocationProcedureVersionSerializer',
    'NestedColocationRequestSerializer',
    'NestedColocationTaskSerializer',
)


class NestedColocationRequestSerializer(WritableNestedSerializer):
    """A request as its case shows it: what the case is about."""

    class Meta:
        model = ColocationRequest
        fields = ('id', 'url', 'display', 'name', 'description')
        read_only_fields = fields


class NestedColocationAccessVisitSerializer(WritableNestedSerializer):
    """A visit as its case shows it."""

    class Meta:
        model = AccessVisit
        fields = ('id', 'url', 'display', 'name', 'description')
        read_only_fields = fields


class NestedColocationMaintenanceTicketSerializer(WritableNestedSerializer):
    """A ticket as its case shows it."""

    class Meta:
        model = MaintenanceTicket
        fields = ('id', 'url', 'display', 'name', 'description')
        read_only_fields = fields


class NestedColocationTaskSerializer(WritableNestedSerializer):
    """A task as the questions that it asked show it; without `display`, which would read the case of each."""

    class Meta:
        model = Task
        fields = ('id', 'url', 'step', 'state')
        read_only_fields = fields


class NestedColocationProcedureRoleSerializer(WritableNestedSerializer):
    """A role as its subordinates show it."""

    class Meta:
        model = ProcedureRole
        fields = ('id', 'url', 'display', 'key', 'name')
        read_only_fields = ('key', 'name')


class NestedColocationAppointmentSerializer(WritableNestedSerializer):
    """An appointment as those that were delegated from it show it; without `display`, which would read each role."""

    class Meta:
        model = Appointment
        fields = ('id', 'url', 'holder_name', 'capacity')
        read_only_fields = fields


class NestedColocationProcedureVersionSerializer(WritableNestedSerializer):
    """A version as those that were made from it show it; without `display`, which would read each procedure."""

    class Meta:
        model = ProcedureVersion
        fields = ('id', 'url', 'number', 'state')
        read_only_fields = fields
