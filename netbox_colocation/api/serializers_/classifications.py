"""The serializer of the archive's classes."""

from rest_framework import serializers

from netbox.api.fields import ChoiceField
from netbox.api.serializers import PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer

from ...choices import ArchiveFateChoices
from ...models import Classification

__all__ = ('ColocationClassificationSerializer',)


class ColocationParentClassificationSerializer(PrimaryModelSerializer):
    """The class above, in brief."""

    class Meta:
        model = Classification
        fields = ('id', 'url', 'display', 'code', 'name')


class ColocationClassificationSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True, required=False, allow_null=True, default=None)
    parent = ColocationParentClassificationSerializer(nested=True, required=False, allow_null=True, default=None)
    fate = ChoiceField(choices=ArchiveFateChoices, allow_blank=True, required=False)
    retention_years = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Classification
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'code', 'name', 'scheme', 'parent', 'active_years',
            'inactive_years', 'retention_years', 'fate', 'is_in_force', 'owner', 'description', 'comments', 'tags',
            'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'code', 'name', 'description')
