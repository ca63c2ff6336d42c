"""The serializer of placement policies."""

from dcim.api.serializers import LocationSerializer, RackRoleSerializer, SiteSerializer
from netbox.api.fields import ChoiceField, SerializedPKRelatedField
from netbox.api.serializers import PrimaryModelSerializer
from tenancy.api.serializers import TenantGroupSerializer, TenantSerializer
from tenancy.models import Tenant, TenantGroup

from ...choices import FillOrderChoices
from ...models import PlacementPolicy

__all__ = ('ColocationPlacementPolicySerializer',)


class ColocationPlacementPolicySerializer(PrimaryModelSerializer):
    site = SiteSerializer(nested=True, required=False, allow_null=True, default=None)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)
    rack_role = RackRoleSerializer(nested=True, required=False, allow_null=True, default=None)
    tenant_group = TenantGroupSerializer(nested=True, required=False, allow_null=True, default=None)
    fill_order = ChoiceField(choices=FillOrderChoices, allow_blank=True, required=False)
    serves_groups = SerializedPKRelatedField(
        queryset=TenantGroup.objects.all(), serializer=TenantGroupSerializer, nested=True, required=False, many=True
    )
    serves_tenants = SerializedPKRelatedField(
        queryset=Tenant.objects.all(), serializer=TenantSerializer, nested=True, required=False, many=True
    )

    class Meta:
        model = PlacementPolicy
        fields = (
            'id', 'url', 'display_url', 'display', 'name', 'weight', 'site', 'location', 'rack_role', 'tenant_group',
            'derating_percent', 'units_kept_free', 'fill_order', 'accepts_towers', 'unknown_blocks', 'serves_groups',
            'serves_tenants', 'owner', 'description', 'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'name', 'description')
