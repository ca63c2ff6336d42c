"""Serializer of access visits. `status`, `case` and the guest book are the procedure's: a client may only read them."""

from dcim.api.serializers import DeviceSerializer, LocationSerializer, RackSerializer, SiteSerializer
from dcim.models import Device, Rack
from netbox.api.fields import ChoiceField, SerializedPKRelatedField
from netbox.api.serializers import PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer

from ...choices import RequestStatusChoices
from ...models import AccessVisit
from .cases import ColocationCaseSerializer
from .maintenance import ColocationMaintenanceTicketSerializer
from .procedures import ColocationProcedureSerializer
from .requests import ColocationRequestSerializer
from .roles import ColocationAppointmentSerializer
from .visit_rows import ColocationVisitItemSerializer, ColocationVisitRowsMixin, ColocationVisitVisitorSerializer

__all__ = ('ColocationAccessVisitSerializer',)


class ColocationAccessVisitSerializer(ColocationVisitRowsMixin, PrimaryModelSerializer):
    procedure = ColocationProcedureSerializer(nested=True)
    applicant = TenantSerializer(nested=True)
    status = ChoiceField(choices=RequestStatusChoices, read_only=True)
    case = ColocationCaseSerializer(nested=True, read_only=True, allow_null=True)
    site = SiteSerializer(nested=True)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)
    racks = SerializedPKRelatedField(
        queryset=Rack.objects.all(), serializer=RackSerializer, nested=True, required=False, many=True
    )
    devices = SerializedPKRelatedField(
        queryset=Device.objects.all(), serializer=DeviceSerializer, nested=True, required=False, many=True
    )
    request = ColocationRequestSerializer(nested=True, required=False, allow_null=True, default=None)
    ticket = ColocationMaintenanceTicketSerializer(nested=True, required=False, allow_null=True, default=None)
    escort = ColocationAppointmentSerializer(nested=True, read_only=True, allow_null=True)
    visitors = ColocationVisitVisitorSerializer(many=True, required=False)
    items = ColocationVisitItemSerializer(many=True, required=False)

    class Meta:
        model = AccessVisit
        fields = (
            'id', 'url', 'display_url', 'display', 'name', 'procedure', 'applicant', 'status', 'case', 'purpose',
            'activities', 'request', 'ticket', 'visitors', 'items', 'starts_at', 'ends_at', 'entered_at', 'left_at',
            'extended_until', 'escort', 'escort_name', 'is_emergency', 'wants_photos', 'photos_allowed',
            'accepts_rules', 'word_given', 'overstay_told_at', 'missed_told_at', 'site', 'location', 'racks', 'devices',
            'letter_number', 'letter_date', 'letter_subject', 'administrative_name', 'administrative_position',
            'administrative_email', 'administrative_phone', 'technical_name', 'technical_organisation',
            'technical_email', 'technical_phone', 'owner', 'description', 'comments', 'tags', 'custom_fields',
            'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = (
            'entered_at', 'left_at', 'extended_until', 'escort_name', 'is_emergency', 'photos_allowed', 'word_given',
            'overstay_told_at', 'missed_told_at',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'name', 'status', 'starts_at', 'ends_at', 'description')
