"""Serializer of access visits. `status`, `case` and the guest book are the procedure's: a client may only read them."""

from dcim.api.serializers import LocationSerializer, RackSerializer, SiteSerializer
from dcim.models import Rack
from netbox.api.fields import ChoiceField, SerializedPKRelatedField
from netbox.api.serializers import PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer

from ...choices import RequestStatusChoices
from ...models import AccessVisit
from .cases import ColocationCaseSerializer
from .procedures import ColocationProcedureSerializer

__all__ = ('ColocationAccessVisitSerializer',)


class ColocationAccessVisitSerializer(PrimaryModelSerializer):
    procedure = ColocationProcedureSerializer(nested=True)
    applicant = TenantSerializer(nested=True)
    status = ChoiceField(choices=RequestStatusChoices, read_only=True)
    case = ColocationCaseSerializer(nested=True, read_only=True, allow_null=True)
    site = SiteSerializer(nested=True)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)
    racks = SerializedPKRelatedField(
        queryset=Rack.objects.all(), serializer=RackSerializer, nested=True, required=False, many=True
    )

    class Meta:
        model = AccessVisit
        fields = (
            'id', 'url', 'display_url', 'display', 'name', 'procedure', 'applicant', 'status', 'case', 'purpose',
            'starts_at', 'ends_at', 'entered_at', 'left_at', 'escort_name', 'site', 'location', 'racks',
            'letter_number', 'letter_date', 'letter_subject', 'administrative_name', 'administrative_position',
            'administrative_email', 'administrative_phone', 'technical_name', 'technical_organisation',
            'technical_email', 'technical_phone', 'owner', 'description', 'comments', 'tags', 'custom_fields',
            'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('entered_at', 'left_at', 'escort_name')
        brief_fields = ('id', 'url', 'display', 'name', 'status', 'starts_at', 'ends_at', 'description')
