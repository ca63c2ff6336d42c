"""Serializer of maintenance tickets. `status`, `case` and what was found and done are the procedure's, to read."""

from dcim.api.serializers import DeviceSerializer, LocationSerializer, SiteSerializer
from dcim.models import Device
from netbox.api.fields import ChoiceField, SerializedPKRelatedField
from netbox.api.serializers import PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer

from ...choices import RequestStatusChoices, TicketKindChoices, TicketPriorityChoices, WorkStatusChoices
from ...models import MaintenanceTicket
from .cases import ColocationCaseSerializer
from .procedures import ColocationProcedureSerializer

__all__ = ('ColocationMaintenanceTicketSerializer',)


class ColocationMaintenanceTicketSerializer(PrimaryModelSerializer):
    procedure = ColocationProcedureSerializer(nested=True)
    applicant = TenantSerializer(nested=True)
    status = ChoiceField(choices=RequestStatusChoices, read_only=True)
    case = ColocationCaseSerializer(nested=True, read_only=True, allow_null=True)
    kind = ChoiceField(choices=TicketKindChoices, required=False)
    priority = ChoiceField(choices=TicketPriorityChoices, required=False)
    work_status = ChoiceField(choices=WorkStatusChoices, read_only=True)
    site = SiteSerializer(nested=True)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)
    devices = SerializedPKRelatedField(
        queryset=Device.objects.all(), serializer=DeviceSerializer, nested=True, required=False, many=True
    )

    class Meta:
        model = MaintenanceTicket
        fields = (
            'id', 'url', 'display_url', 'display', 'name', 'procedure', 'applicant', 'status', 'case', 'kind',
            'priority', 'problem', 'work_status', 'analysis', 'solution', 'site', 'location', 'devices',
            'letter_number', 'letter_date', 'letter_subject', 'administrative_name', 'administrative_position',
            'administrative_email', 'administrative_phone', 'technical_name', 'technical_organisation',
            'technical_email', 'technical_phone', 'owner', 'description', 'comments', 'tags', 'custom_fields',
            'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('analysis', 'solution')
        brief_fields = ('id', 'url', 'display', 'name', 'kind', 'priority', 'status', 'description')
