"""Serializers of letterheads and templates. Where a logo is stored is never shown: its digest says which one it is."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from netbox.api.fields import ChoiceField
from netbox.api.serializers import PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import DocumentKindChoices, LetterFontChoices, PaperSizeChoices, VersionStateChoices
from ...documents.logos import digest_of
from ...documents.stationery import next_version
from ...models import DocumentTemplate, Letterhead

__all__ = ('ColocationDocumentTemplateSerializer', 'ColocationLetterheadSerializer')

PAGE = ('paper', 'margin_top', 'margin_bottom', 'margin_left', 'margin_right', 'font', 'font_size')
STAYS = _('A template stays of its agency and kind: make a new one.')


class ColocationLetterheadSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True)
    logo = serializers.SerializerMethodField()
    paper = ChoiceField(choices=PaperSizeChoices, required=False)
    font = ChoiceField(choices=LetterFontChoices, required=False)

    class Meta:
        model = Letterhead
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'parent_name', 'name', 'lines', 'place', 'logo', *PAGE,
            'owner', 'description', 'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'agency', 'name', 'description')

    def get_logo(self, letterhead: Letterhead) -> str:
        """The logo's SHA-256, or ''."""
        return digest_of(letterhead.logo.name or '')


class ColocationDocumentTemplateSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True)
    kind = ChoiceField(choices=DocumentKindChoices)
    state = ChoiceField(choices=VersionStateChoices, read_only=True)
    paper = ChoiceField(choices=PaperSizeChoices, required=False, allow_blank=True)
    font = ChoiceField(choices=LetterFontChoices, required=False, allow_blank=True)
    source = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    wording = serializers.DictField(child=serializers.JSONField(), required=False)
    published_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = DocumentTemplate
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'kind', 'version', 'state', 'source', 'wording', *PAGE,
            'published_at', 'published_by', 'owner', 'description', 'comments', 'tags', 'custom_fields', 'created',
            'last_updated',
        )  # fmt: skip
        read_only_fields = ('version', 'published_at')
        brief_fields = ('id', 'url', 'display', 'agency', 'kind', 'version', 'state', 'description')

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if self.nested:
            return super().validate(data)
        if self.instance is None:
            # The number that is stored is taken in `create`, where it can be kept for it.
            data['version'] = next_version(data['agency'], data['kind'])
        else:
            for name in ('agency', 'kind'):
                if name in data and data[name] != getattr(self.instance, name):
                    raise serializers.ValidationError({name: STAYS})
        return super().validate(data)

    def create(self, validated_data: dict[str, Any]) -> DocumentTemplate:
        with transaction.atomic():
            validated_data['version'] = next_version(validated_data['agency'], validated_data['kind'])
            return super().create(validated_data)
