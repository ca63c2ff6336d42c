"""Serializers of holds, with the units and addresses that they hold. Read-only: only `allocation` writes them."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from dcim.api.serializers import InterfaceSerializer, PowerOutletSerializer, RackSerializer
from dcim.choices import DeviceFaceChoices
from ipam.api.serializers import IPAddressSerializer
from netbox.api.fields import ChoiceField
from netbox.api.serializers import BaseModelSerializer, NetBoxModelSerializer

from ...allocation.conflict_sentences import in_words
from ...choices import AddressKindChoices, HoldStateChoices
from ...constants import HALF_UNITS_PER_UNIT
from ...models import HeldAddress, HeldOutlet, HeldPort, HeldUnits, Hold
from .requests import ColocationRequestedServerSerializer, ColocationRequestSerializer

__all__ = (
    'ColocationHeldAddressSerializer',
    'ColocationHeldOutletSerializer',
    'ColocationHeldPortSerializer',
    'ColocationHeldUnitsSerializer',
    'ColocationHoldSerializer',
)


class ColocationHeldUnitsSerializer(BaseModelSerializer):
    """Units of one face of a rack; position and height in U."""

    server = ColocationRequestedServerSerializer(nested=True, read_only=True)
    rack = RackSerializer(nested=True, read_only=True)
    face = ChoiceField(choices=DeviceFaceChoices, read_only=True)
    position = serializers.FloatField(read_only=True)
    height = serializers.SerializerMethodField()

    class Meta:
        model = HeldUnits
        fields = ('server', 'rack', 'face', 'position', 'height')
        read_only_fields = fields

    def get_height(self, held: HeldUnits) -> float:
        return float(Decimal(held.half_units.upper - held.half_units.lower) / HALF_UNITS_PER_UNIT)


class ColocationHeldAddressSerializer(BaseModelSerializer):
    server = ColocationRequestedServerSerializer(nested=True, read_only=True)
    kind = ChoiceField(choices=AddressKindChoices, read_only=True)
    address = IPAddressSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = HeldAddress
        fields = ('server', 'kind', 'address')
        read_only_fields = fields


class ColocationHeldOutletSerializer(BaseModelSerializer):
    server = ColocationRequestedServerSerializer(nested=True, read_only=True)
    outlet = PowerOutletSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = HeldOutlet
        fields = ('server', 'outlet')
        read_only_fields = fields


class ColocationHeldPortSerializer(BaseModelSerializer):
    server = ColocationRequestedServerSerializer(nested=True, read_only=True)
    port = InterfaceSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = HeldPort
        fields = ('server', 'port')
        read_only_fields = fields


class ColocationConflictSerializer(serializers.Serializer):
    """What others did to the hold; the sentence is in the reader's language."""

    code = serializers.CharField()
    message = serializers.SerializerMethodField()
    field = serializers.CharField()
    data = serializers.DictField()

    def get_message(self, conflict: dict[str, Any]) -> str:
        return in_words(conflict['code'], conflict['data'])


class ColocationHoldSerializer(NetBoxModelSerializer):
    request = ColocationRequestSerializer(nested=True, read_only=True)
    state = ChoiceField(choices=HoldStateChoices, read_only=True)
    units = ColocationHeldUnitsSerializer(many=True, read_only=True)
    addresses = ColocationHeldAddressSerializer(many=True, read_only=True)
    outlets = ColocationHeldOutletSerializer(many=True, read_only=True)
    ports = ColocationHeldPortSerializer(many=True, read_only=True)
    conflicts = ColocationConflictSerializer(many=True, read_only=True)

    class Meta:
        model = Hold
        fields = (
            'id', 'url', 'display_url', 'display', 'request', 'state', 'held_at', 'expires_at', 'ended_at', 'units',
            'addresses', 'outlets', 'ports', 'conflicts', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'request', 'state', 'expires_at')
