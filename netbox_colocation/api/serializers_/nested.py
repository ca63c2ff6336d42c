"""Short forms of rows whose full serializer would import the module that shows them."""

from netbox.api.serializers import WritableNestedSerializer

from ...models import ColocationRequest

__all__ = ('NestedColocationRequestSerializer',)


class NestedColocationRequestSerializer(WritableNestedSerializer):
    """A request as its case shows it: what the case is about."""

    class Meta:
        model = ColocationRequest
        fields = ('id', 'url', 'display', 'name', 'description')
        read_only_fields = fields
