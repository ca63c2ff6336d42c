"""Filters of room policies, the no-entry list, access rights, the access log and its reviews."""

import django_filters
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, Site
from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import AccessLogKindChoices, AccessMeansChoices, IdentityKindChoices, ReviewStateChoices
from ..models import AccessLogEntry, AccessReview, AccessRight, AccessVisit, EntryBan, RoomPolicy, Visitor
from .fields import any_of, id_and_key, only_id, tree_id_and_slug
from .searching import SearchedMixin

__all__ = (
    'AccessLogEntryFilterSet',
    'AccessReviewFilterSet',
    'AccessRightFilterSet',
    'EntryBanFilterSet',
    'RoomPolicyFilterSet',
)


@register_filterset
class RoomPolicyFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('site__name', 'location__name', 'rules', 'description')
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))

    class Meta:
        model = RoomPolicy
        fields = ('id', 'most_people', 'early_minutes', 'grace_minutes', 'description')


@register_filterset
class EntryBanFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'organisation', 'reason', 'description')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    identity_kind = any_of(IdentityKindChoices)

    class Meta:
        model = EntryBan
        # Not by the digits of an identity: nobody is to be looked up by them.
        fields = ('id', 'name', 'organisation', 'valid_from', 'valid_until', 'is_current', 'description')


@register_filterset
class AccessRightFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('holder_name', 'number', 'reason', 'description')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    tenant_id, tenant = id_and_key('tenant', Tenant.objects.all(), _('Tenant'))
    user_id, user = id_and_key('user', get_user_model().objects.all(), _('User'), key='username')
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    means = any_of(AccessMeansChoices)
    is_revoked = django_filters.BooleanFilter(
        field_name='revoked_at', lookup_expr='isnull', exclude=True, label=_('Revoked')
    )
    revoked_by_id = only_id('revoked_by', get_user_model().objects.all(), _('Revoked by'))

    class Meta:
        model = AccessRight
        fields = (
            'id', 'holder_name', 'number', 'valid_from', 'valid_until', 'is_current', 'revoked_at', 'revoke_reason',
            'description',
        )  # fmt: skip


@register_filterset
class AccessLogEntryFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('person', 'organisation', 'badge_number', 'text', 'visit__name')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    visit_id = only_id('visit', AccessVisit.objects.all(), _('Visit'))
    visitor_id = only_id('visitor', Visitor.objects.all(), _('Visitor'))
    actor_id, actor = id_and_key('actor', get_user_model().objects.all(), _('User'), key='username')
    kind = any_of(AccessLogKindChoices)

    class Meta:
        model = AccessLogEntry
        fields = ('id', 'at', 'person', 'organisation', 'badge_number', 'text', 'actor_name')


@register_filterset
class AccessReviewFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('agency__name', 'conclusion', 'description', 'comments')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    state = any_of(ReviewStateChoices)
    opened_by_id = only_id('opened_by', get_user_model().objects.all(), _('Opened by'))
    closed_by_id = only_id('closed_by', get_user_model().objects.all(), _('Closed by'))

    class Meta:
        model = AccessReview
        fields = ('id', 'year', 'quarter', 'opened_at', 'closed_at', 'conclusion', 'description')
