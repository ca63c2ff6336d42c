"""Serializer of disposition instructions."""

from netbox.api.serializers import NetBoxModelSerializer
from tenancy.api.serializers import TenantSerializer

from ...models import DispositionInstruction

__all__ = ('ColocationDispositionInstructionSerializer',)


class ColocationDispositionInstructionSerializer(NetBoxModelSerializer):
    agency = TenantSerializer(nested=True)

    class Meta:
        model = DispositionInstruction
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'key', 'text', 'weight', 'tags', 'custom_fields',
            'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'key', 'text')
