"""Serializers of document registers and their lines, and of the acts on both."""

from typing import Any

from rest_framework import serializers

from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import DocumentDirectionChoices, EntryOriginChoices, EntryStateChoices
from ...documents.registering import LetterFacts
from ...models import Case, DocumentRegister, RegisterEntry
from .documents import ColocationDocumentSerializer

__all__ = (
    'ColocationAgendaQuerySerializer',
    'ColocationCancelNumberSerializer',
    'ColocationDocumentRegisterSerializer',
    'ColocationRegisterEntrySerializer',
    'ColocationTakeNumberSerializer',
)


class ColocationDocumentRegisterSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True)
    direction = ChoiceField(choices=DocumentDirectionChoices, required=False)

    class Meta:
        model = DocumentRegister
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'name', 'year', 'direction', 'kinds', 'classification',
            'unit_code', 'pattern', 'first_sequence', 'is_closed', 'next_sequence', 'owner', 'description', 'comments',
            'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('next_sequence',)
        brief_fields = ('id', 'url', 'display', 'name', 'year', 'description')


class ColocationRegisterEntrySerializer(NetBoxModelSerializer):
    register = ColocationDocumentRegisterSerializer(nested=True, read_only=True)
    origin = ChoiceField(choices=EntryOriginChoices, read_only=True)
    state = ChoiceField(choices=EntryStateChoices, read_only=True)
    document = ColocationDocumentSerializer(nested=True, read_only=True, allow_null=True)
    taken_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    cancelled_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = RegisterEntry
        fields = (
            'id', 'url', 'display_url', 'display', 'register', 'sequence', 'suffix', 'number', 'origin', 'state',
            'dated', 'received_on', 'classification', 'nature', 'correspondent', 'letter_number', 'matter',
            'attachments', 'note', 'document', 'taken_by', 'taken_at', 'cancelled_by', 'cancelled_at', 'cancel_reason',
            'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'number', 'state')


def _text(column: str) -> serializers.CharField:
    length = RegisterEntry._meta.get_field(column).max_length
    return serializers.CharField(max_length=length, required=False, allow_blank=True, default='')


class ColocationTakeNumberSerializer(serializers.Serializer):
    """How a number is taken, and what the line says of its letter.

    Of an incoming register `scan` may come along (multipart), with `case`: the case whose file it joins.
    """

    origin = serializers.ChoiceField(choices=EntryOriginChoices, default=EntryOriginChoices.AUTOMATIC)
    sequence = serializers.IntegerField(min_value=1, max_value=9_999_999, required=False, allow_null=True, default=None)
    suffix = _text('suffix')
    number = _text('number')
    dated = serializers.DateField(required=False, allow_null=True, default=None)
    received_on = serializers.DateField(required=False, allow_null=True, default=None)
    classification = _text('classification')
    nature = _text('nature')
    correspondent = _text('correspondent')
    letter_number = _text('letter_number')
    matter = _text('matter')
    attachments = _text('attachments')
    note = _text('note')
    case = serializers.PrimaryKeyRelatedField(
        queryset=Case.objects.none(), required=False, allow_null=True, default=None
    )
    scan = serializers.FileField(required=False, allow_null=True, default=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if request := self.context.get('request'):
            self.fields['case'].queryset = Case.objects.restrict(request.user, 'view')

    @property
    def taking(self) -> dict[str, Any]:
        """What `registering.enter_letter` is asked for."""
        sent = dict(self.validated_data)
        case = sent.pop('case')
        facts = LetterFacts(**{name: sent.pop(name) for name in LetterFacts.__dataclass_fields__})
        return {**sent, 'facts': facts, 'subject': case.subject if case else None}


class ColocationCancelNumberSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, allow_blank=True)


class ColocationAgendaQuerySerializer(serializers.Serializer):
    format = serializers.ChoiceField(choices=('pdf', 'xlsx'), default='pdf')
    month = serializers.IntegerField(min_value=1, max_value=12, required=False)
    q = serializers.CharField(max_length=200, required=False, allow_blank=True, default='')
