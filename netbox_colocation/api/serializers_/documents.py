"""The serializer of documents. Where a file is stored is never shown: `download_url` leads to it."""

from rest_framework import serializers
from rest_framework.reverse import reverse

from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer
from users.api.serializers import UserSerializer

from ...choices import ArchiveFateChoices, DocumentDirectionChoices, DocumentKindChoices, DocumentStateChoices
from ...models import Document
from .cases import ColocationCaseSerializer
from .classifications import ColocationClassificationSerializer
from .maintenance import ColocationMaintenanceTicketSerializer
from .requests import ColocationRequestSerializer
from .roles import ColocationProcedureRoleSerializer
from .stationery import ColocationDocumentTemplateSerializer
from .visits import ColocationAccessVisitSerializer

__all__ = ('ColocationCorrectedDocumentSerializer', 'ColocationDocumentSerializer')


class ColocationCorrectedDocumentSerializer(NetBoxModelSerializer):
    """The paper that another one corrects, in brief."""

    class Meta:
        model = Document
        fields = ('id', 'url', 'display', 'number', 'dated')
        read_only_fields = fields


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
    fate = ChoiceField(choices=ArchiveFateChoices, read_only=True, allow_null=True)
    classification = ColocationClassificationSerializer(nested=True, read_only=True, allow_null=True)
    template = ColocationDocumentTemplateSerializer(nested=True, read_only=True, allow_null=True)
    corrects = ColocationCorrectedDocumentSerializer(read_only=True, allow_null=True)
    signed_role = ColocationProcedureRoleSerializer(nested=True, read_only=True, allow_null=True)
    disposal = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    download_url = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = (
            'id', 'url', 'display_url', 'display', 'request', 'visit', 'ticket', 'case', 'kind', 'direction',
            'state', 'title', 'number', 'dated', 'classification', 'template', 'corrects', 'data', 'media_type',
            'digest', 'download_url', 'drafted_by', 'signed_by', 'signed_role', 'signed_at', 'sent_at', 'closed_on',
            'retain_until', 'fate', 'disposal', 'destroyed_at', 'tags', 'custom_fields', 'created',
            'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'kind', 'state', 'title', 'number', 'download_url')

    def get_download_url(self, document: Document) -> str | None:
        """Where the file is served to whoever may view the document; null until it is rendered."""
        if not document.is_readable:
            return None
        # Without a request (the payload of a webhook) it is a path only.
        return reverse(
            'plugins-api:netbox_colocation-api:document-download',
            kwargs={'pk': document.pk},
            request=self.context.get('request'),
        )
