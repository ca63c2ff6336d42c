"""Serializers of dispatches, and of the acts on them."""

from rest_framework import serializers

from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer
from users.api.serializers import UserSerializer

from ...choices import DispatchMethodChoices, DispatchStateChoices
from ...models import Dispatch
from .documents import ColocationDocumentSerializer

__all__ = ('ColocationDispatchSerializer', 'ColocationHandOutSerializer', 'ColocationReceiptSerializer')


class ColocationDispatchSerializer(NetBoxModelSerializer):
    document = ColocationDocumentSerializer(nested=True, read_only=True)
    method = ChoiceField(choices=DispatchMethodChoices, read_only=True)
    state = ChoiceField(choices=DispatchStateChoices, read_only=True)
    sent_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = Dispatch
        fields = (
            'id', 'url', 'display_url', 'display', 'document', 'method', 'state', 'recipient', 'address',
            'tracking_number', 'sent_on', 'sent_by', 'received_by', 'received_on', 'attempts', 'error', 'note', 'tags',
            'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'method', 'state', 'recipient', 'sent_on')


class ColocationHandOutSerializer(serializers.Serializer):
    """How a paper goes out; by e-mail, `address` may be several, parted by commas."""

    method = serializers.ChoiceField(choices=DispatchMethodChoices)
    recipient = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text='Default: the applicant'
    )
    address = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    sent_on = serializers.DateField(required=False, help_text='Default: today')
    received_by = serializers.CharField(max_length=150, required=False, allow_blank=True)
    tracking_number = serializers.CharField(max_length=100, required=False, allow_blank=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ColocationReceiptSerializer(serializers.Serializer):
    received_by = serializers.CharField(max_length=150)
    received_on = serializers.DateField()
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
