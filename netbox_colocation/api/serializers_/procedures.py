"""Serializers of procedures and their versions. A version is read-only: publishing is a command of `workflows`."""

from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import SubjectKindChoices, VersionStateChoices
from ...models import Procedure, ProcedureVersion
from .calendars import ColocationCalendarSerializer
from .nested import NestedColocationProcedureVersionSerializer

__all__ = ('ColocationProcedureSerializer', 'ColocationProcedureVersionSerializer')


class ColocationProcedureSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True)
    subject_kind = ChoiceField(choices=SubjectKindChoices, required=False)
    calendar = ColocationCalendarSerializer(nested=True, required=False, allow_null=True, default=None)

    class Meta:
        model = Procedure
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'key', 'name', 'subject_kind', 'calendar', 'settings',
            'owner', 'description', 'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'key', 'name', 'description')


class ColocationProcedureVersionSerializer(NetBoxModelSerializer):
    procedure = ColocationProcedureSerializer(nested=True, read_only=True)
    state = ChoiceField(choices=VersionStateChoices, read_only=True)
    published_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    based_on = NestedColocationProcedureVersionSerializer(read_only=True, allow_null=True)

    class Meta:
        model = ProcedureVersion
        fields = (
            'id', 'url', 'display_url', 'display', 'procedure', 'number', 'state', 'document', 'source',
            'based_on', 'note', 'digest', 'published_at', 'published_by', 'tags', 'custom_fields', 'created',
            'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'procedure', 'number', 'state')
