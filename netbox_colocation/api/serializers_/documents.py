"""Serializers of documents and their registers. Where a file is stored is never shown: `download_url` leads to it."""

from rest_framework import serializers
from rest_framework.reverse import reverse

from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import DocumentDirectionChoices, DocumentKindChoices, DocumentStateChoices
from ...models import Document, DocumentRegister
from .cases import ColocationCaseSerializer
from .maintenance import ColocationMaintenanceTicketSerializer
from .requests import ColocationRequestSerializer
from .visits import ColocationAccessVisitSerializer

__all__ = ('ColocationDocumentRegisterSerializer', 'ColocationDocumentSerializer')


class ColocationDocumentRegisterSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True)
    direction = ChoiceField(choices=DocumentDirectionChoices, required=False)

    class Meta:
        model = DocumentRegister
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'name', 'year', 'direction', 'classification',
            'unit_code', 'pattern', 'first_sequence', 'is_closed', 'next_sequence', 'owner', 'description', 'comments',
            'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('next_sequence',)
        brief_fields = ('id', 'url', 'display', 'name', 'year', 'description')


class ColocationDocumentSerializer(NetBoxModelSerializer):
    request = ColocationRequestSerializer(nested=True, read_only=True, allow_null=True)
    visit = ColocationAccessVisitSerializer(nested=True, read_only=True, allow_null=True)
    ticket = ColocationMaintenanceTicketSerializer(nested=True, read_only=True, allow_null=True)
    case = ColocationCaseSerializer(nested=True, read_only=True, allow_null=True)
    kind = ChoiceField(choices=DocumentKindChoices, read_only=True)
    direction = ChoiceField(choices=DocumentDirectionChoices, read_only=True)
    state = ChoiceField(choices=DocumentStateChoices, read_only=True)
    drafted_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    signed_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    download_url = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = (
            'id', 'url', 'display_url', 'display', 'request', 'visit', 'ticket', 'case', 'kind', 'direction',
            'state', 'title', 'number', 'dated', 'data', 'media_type', 'digest',
            'download_url', 'drafted_by', 'signed_by', 'signed_at', 'sent_at', 'tags', 'custom_fields', 'created',
            'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'kind', 'state', 'title', 'number', 'download_url')

    def get_download_url(self, document: Document) -> str | None:
        """Where the file is served to whoever may view the document; null until it is rendered."""
        if not document.file:
            return None
        # Without a request (the payload of a webhook) it is a path only.
        return reverse(
            'plugins-api:netbox_colocation-api:document-download',
            kwargs={'pk': document.pk},
            request=self.context.get('request'),
        )
