"""Filters of calendar feeds."""

import django_filters
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, Site
from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import FeedContentChoices, FeedScopeChoices
from ..models import CalendarFeed
from .fields import any_of, id_and_key, tree_id_and_slug
from .searching import SearchedMixin

__all__ = ('CalendarFeedFilterSet',)


@register_filterset
class CalendarFeedFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('name',)
    user_id, user = id_and_key('user', get_user_model().objects.all(), _('User'), key='username')
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    tenant_id, tenant = id_and_key('tenant', Tenant.objects.all(), _('Agency'))
    scope = any_of(FeedScopeChoices)
    content = any_of(FeedContentChoices)
    is_revoked = django_filters.BooleanFilter(
        field_name='revoked_at', lookup_expr='isnull', exclude=True, label=_('Revoked')
    )

    class Meta:
        model = CalendarFeed
        fields = ('id', 'name', 'expires_on', 'revoked_at', 'last_read_at')
