"""Serializers of room policies, the no-entry list, access rights, the access log and its reviews."""

from dcim.api.serializers import LocationSerializer, SiteSerializer
from netbox.api.fields import ChoiceField
from netbox.api.serializers import BaseModelSerializer, NetBoxModelSerializer, PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import (
    AccessLogKindChoices,
    AccessMeansChoices,
    IdentityKindChoices,
    ReviewDecisionChoices,
    ReviewLineKindChoices,
    ReviewStateChoices,
)
from ...models import AccessLogEntry, AccessReview, AccessRight, EntryBan, ReviewLine, RoomPolicy
from .roles import ColocationAppointmentSerializer, ColocationRepresentativeSerializer
from .visitors import ColocationVisitorSerializer
from .visits import ColocationAccessVisitSerializer

__all__ = (
    'ColocationAccessLogEntrySerializer',
    'ColocationAccessReviewSerializer',
    'ColocationAccessRightSerializer',
    'ColocationEntryBanSerializer',
    'ColocationReviewLineSerializer',
    'ColocationRoomPolicySerializer',
)


class ColocationRoomPolicySerializer(PrimaryModelSerializer):
    site = SiteSerializer(nested=True)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)

    class Meta:
        model = RoomPolicy
        fields = (
            'id', 'url', 'display_url', 'display', 'site', 'location', 'most_people', 'early_minutes', 'grace_minutes',
            'rules', 'owner', 'description', 'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'site', 'location', 'description')


class ColocationEntryBanSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True)
    identity_kind = ChoiceField(choices=IdentityKindChoices, allow_blank=True, required=False)

    class Meta:
        model = EntryBan
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'name', 'organisation', 'identity_kind',
            'identity_digits', 'reason', 'valid_from', 'valid_until', 'is_current', 'owner', 'description', 'comments',
            'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('is_current',)
        brief_fields = ('id', 'url', 'display', 'name', 'organisation', 'description')


class ColocationAccessRightSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True)
    tenant = TenantSerializer(nested=True, required=False, allow_null=True, default=None)
    user = UserSerializer(nested=True, required=False, allow_null=True, default=None)
    site = SiteSerializer(nested=True)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)
    means = ChoiceField(choices=AccessMeansChoices, required=False)
    revoked_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = AccessRight
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'holder_name', 'tenant', 'user', 'site', 'location',
            'means', 'number', 'reason', 'valid_from', 'valid_until', 'is_current', 'revoked_at', 'revoked_by',
            'revoke_reason', 'owner', 'description', 'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('is_current', 'revoked_at', 'revoke_reason')
        brief_fields = ('id', 'url', 'display', 'holder_name', 'means', 'number', 'description')


class ColocationAccessLogEntrySerializer(NetBoxModelSerializer):
    agency = TenantSerializer(nested=True, read_only=True)
    site = SiteSerializer(nested=True, read_only=True)
    location = LocationSerializer(nested=True, read_only=True, allow_null=True)
    visit = ColocationAccessVisitSerializer(nested=True, read_only=True, allow_null=True)
    visitor = ColocationVisitorSerializer(nested=True, read_only=True, allow_null=True)
    kind = ChoiceField(choices=AccessLogKindChoices, read_only=True)
    actor = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = AccessLogEntry
        fields = (
            'id', 'url', 'display_url', 'display', 'kind', 'at', 'agency', 'site', 'location', 'visit', 'visitor',
            'person', 'organisation', 'badge_number', 'text', 'actor', 'actor_name', 'tags', 'custom_fields',
            'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'kind', 'at', 'person')


class ColocationReviewLineSerializer(BaseModelSerializer):
    """One way into a room as it stood when the review was opened, and what was decided about it."""

    kind = ChoiceField(choices=ReviewLineKindChoices, read_only=True)
    right = ColocationAccessRightSerializer(nested=True, read_only=True, allow_null=True)
    appointment = ColocationAppointmentSerializer(nested=True, read_only=True, allow_null=True)
    representative = ColocationRepresentativeSerializer(nested=True, read_only=True, allow_null=True)
    visit = ColocationAccessVisitSerializer(nested=True, read_only=True, allow_null=True)
    decision = ChoiceField(choices=ReviewDecisionChoices, read_only=True, allow_blank=True)
    decided_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = ReviewLine
        fields = (
            'id', 'kind', 'person', 'text', 'right', 'appointment', 'representative', 'visit', 'last_seen_at',
            'decision', 'remark', 'decided_by', 'decided_at',
        )  # fmt: skip
        read_only_fields = fields


class ColocationAccessReviewSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True, read_only=True)
    state = ChoiceField(choices=ReviewStateChoices, read_only=True)
    lines = ColocationReviewLineSerializer(many=True, read_only=True)
    opened_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    closed_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = AccessReview
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'year', 'quarter', 'state', 'lines', 'opened_at',
            'opened_by', 'closed_at', 'closed_by', 'conclusion', 'owner', 'description', 'comments', 'tags',
            'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'agency', 'year', 'quarter', 'state', 'description')
