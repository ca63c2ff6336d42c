"""Serializers of extensions: to read, to ask for one, and to answer one."""

from rest_framework import serializers

from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer
from users.api.serializers import UserSerializer

from ...choices import ExtensionStateChoices
from ...models import ColocationRequest, Extension
from .requests import ColocationRequestSerializer

__all__ = (
    'ColocationExtensionAnswerSerializer',
    'ColocationExtensionQuestionSerializer',
    'ColocationExtensionSerializer',
)


class ColocationExtensionSerializer(NetBoxModelSerializer):
    request = ColocationRequestSerializer(nested=True, read_only=True)
    state = ChoiceField(choices=ExtensionStateChoices, read_only=True)
    asked_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    decided_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = Extension
        fields = (
            'id', 'url', 'display_url', 'display', 'request', 'until', 'reason', 'state', 'asked_at', 'asked_by',
            'decided_at', 'decided_by', 'answer', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'until', 'state')


class ColocationExtensionQuestionSerializer(serializers.Serializer):
    """The body with which an applicant's representative asks to stay longer."""

    request = serializers.PrimaryKeyRelatedField(queryset=ColocationRequest.objects.all())
    until = serializers.DateField(help_text='The last day of the new term')
    reason = serializers.CharField(max_length=5000)


class ColocationExtensionAnswerSerializer(serializers.Serializer):
    """The body of `decide/`; a refusal gives its reasons in `answer`."""

    granted = serializers.BooleanField()
    answer = serializers.CharField(required=False, allow_blank=True, max_length=5000)
