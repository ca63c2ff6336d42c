"""The serializer of disposals. Read-only: only the acts of `documents.disposing` write them."""

from netbox.api.fields import ChoiceField
from netbox.api.serializers import PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import DisposalStateChoices
from ...models import Disposal
from .documents import ColocationDocumentSerializer

__all__ = ('ColocationDisposalSerializer',)


class ColocationDisposalSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True, read_only=True)
    state = ChoiceField(choices=DisposalStateChoices, read_only=True)
    documents = ColocationDocumentSerializer(nested=True, many=True, read_only=True)
    proposed_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    decided_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    carried_out_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = Disposal
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'name', 'state', 'documents', 'reason', 'approval_number',
            'proposed_by', 'decided_by', 'decided_at', 'remark', 'carried_out_by', 'carried_out_at', 'owner',
            'description', 'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'name', 'state', 'description')
