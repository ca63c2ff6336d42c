"""Serializers of colocation requests and their servers.

`status`, `case` and `valid_until` of a request, and `device` and `found` of a server, are the procedure's: a client
may only read them.
"""

from dcim.api.serializers import DeviceSerializer, DeviceTypeSerializer, LocationSerializer, SiteSerializer
from dcim.choices import CoolingMethodChoices, InterfaceTypeChoices, PowerPortTypeChoices
from dcim.models import Device
from netbox.api.fields import ChoiceField, SerializedPKRelatedField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer

from ...choices import GroupingChoices, RequestStatusChoices
from ...models import ColocationRequest, RequestedServer
from ...models.mac_addresses import in_one_notation
from .cases import ColocationCaseSerializer
from .procedures import ColocationProcedureSerializer

__all__ = ('ColocationRequestSerializer', 'ColocationRequestedServerSerializer')


class ColocationRequestSerializer(PrimaryModelSerializer):
    procedure = ColocationProcedureSerializer(nested=True)
    applicant = TenantSerializer(nested=True)
    status = ChoiceField(choices=RequestStatusChoices, read_only=True)
    case = ColocationCaseSerializer(nested=True, read_only=True, allow_null=True)
    site = SiteSerializer(nested=True)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)
    grouping = ChoiceField(choices=GroupingChoices, required=False)
    returned_devices = SerializedPKRelatedField(
        queryset=Device.objects.all(), serializer=DeviceSerializer, nested=True, required=False, many=True
    )

    class Meta:
        model = ColocationRequest
        fields = (
            'id', 'url', 'display_url', 'display', 'name', 'procedure', 'applicant', 'status', 'case', 'purpose',
            'site', 'location', 'grouping', 'returned_devices', 'valid_until', 'letter_number', 'letter_date',
            'letter_subject',
            'administrative_name', 'administrative_position', 'administrative_email', 'administrative_phone',
            'technical_name', 'technical_organisation', 'technical_email', 'technical_phone', 'owner', 'description',
            'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('valid_until',)
        brief_fields = ('id', 'url', 'display', 'name', 'status', 'description')


class ColocationRequestedServerSerializer(NetBoxModelSerializer):
    request = ColocationRequestSerializer(nested=True)
    device_type = DeviceTypeSerializer(nested=True, required=False, allow_null=True, default=None)
    cooling_method = ChoiceField(choices=CoolingMethodChoices, allow_blank=True, required=False)
    power_connector = ChoiceField(choices=PowerPortTypeChoices, allow_blank=True, required=False)
    network_connector = ChoiceField(choices=InterfaceTypeChoices, allow_blank=True, required=False)
    device = DeviceSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = RequestedServer
        fields = (
            'id', 'url', 'display_url', 'display', 'request', 'name', 'device_type', 'manufacturer', 'model', 'serial',
            'u_height', 'is_full_depth', 'is_rack_mountable', 'depth_mm', 'weight_kg', 'cooling_method',
            'redundancy_group', 'power_draw', 'power_supplies', 'power_connector', 'network_interfaces',
            'network_connector', 'mac_addresses', 'public_ipv4', 'private_ipv4', 'public_ipv6', 'private_ipv6',
            'bandwidth', 'domain_names', 'services', 'operating_system', 'found', 'device', 'tags', 'custom_fields',
            'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('found',)
        brief_fields = ('id', 'url', 'display', 'name')

    def validate_mac_addresses(self, value: list[str]) -> list[str]:
        return in_one_notation(value)
