"""Serializers of visitors and carried items. What the door recorded of them is read only."""

from dcim.api.serializers import DeviceSerializer, SiteSerializer
from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer

from ...choices import CarryDirectionChoices, IdentityKindChoices
from ...models import CarriedItem, Visitor
from .visits import ColocationAccessVisitSerializer

__all__ = ('ColocationCarriedItemSerializer', 'ColocationVisitorSerializer')


class ColocationVisitorSerializer(NetBoxModelSerializer):
    visit = ColocationAccessVisitSerializer(nested=True)
    identity_kind = ChoiceField(choices=IdentityKindChoices, allow_blank=True, required=False)
    badge_site = SiteSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = Visitor
        fields = (
            'id', 'url', 'display_url', 'display', 'visit', 'name', 'organisation', 'position', 'phone', 'email',
            'identity_kind', 'identity_digits', 'is_leader', 'badge_site', 'badge_number', 'identity_checked',
            'rules_accepted', 'admitted_at', 'checked_out_at', 'badge_returned_at', 'door_remark', 'erased_at', 'tags',
            'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = (
            'badge_number', 'identity_checked', 'rules_accepted', 'admitted_at', 'checked_out_at', 'badge_returned_at',
            'door_remark', 'erased_at',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'name', 'organisation')


class ColocationCarriedItemSerializer(NetBoxModelSerializer):
    visit = ColocationAccessVisitSerializer(nested=True)
    direction = ChoiceField(choices=CarryDirectionChoices, required=False)
    device = DeviceSerializer(nested=True, required=False, allow_null=True, default=None)

    class Meta:
        model = CarriedItem
        fields = (
            'id', 'url', 'display_url', 'display', 'visit', 'name', 'serial', 'quantity', 'direction', 'device',
            'came_in_at', 'went_out_at', 'door_remark', 'is_unannounced', 'tags', 'custom_fields', 'created',
            'last_updated',
        )  # fmt: skip
        read_only_fields = ('came_in_at', 'went_out_at', 'door_remark', 'is_unannounced')
        brief_fields = ('id', 'url', 'display', 'name', 'serial', 'quantity')
