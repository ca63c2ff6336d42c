"""Filters of placement policies."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, RackRole, Site
from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant, TenantGroup
from utilities.filtersets import register_filterset

from ..choices import CapacityResourceChoices, FillOrderChoices
from ..models import PlacementPolicy
from .fields import any_of, id_and_key, tree_id_and_slug
from .searching import SearchedMixin

__all__ = ('PlacementPolicyFilterSet',)


@register_filterset
class PlacementPolicyFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'description', 'comments')
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    rack_role_id, rack_role = id_and_key('rack_role', RackRole.objects.all(), _('Rack role'))
    tenant_group_id, tenant_group = tree_id_and_slug('tenant_group', TenantGroup.objects.all(), _('Tenant group'))
    serves_group_id, serves_group = tree_id_and_slug(
        'serves_groups', TenantGroup.objects.all(), _('Serves tenant group')
    )
    serves_tenant_id, serves_tenant = id_and_key(
        'serves_tenants', Tenant.objects.all(), _('Serves tenant'), distinct=True
    )
    fill_order = any_of(FillOrderChoices)
    unknown_blocks = any_of(
        CapacityResourceChoices,
        method='filter_unknown_blocks',
        label=_('Unknown blocks'),
    )

    class Meta:
        model = PlacementPolicy
        fields = ('id', 'name', 'weight', 'derating_percent', 'units_kept_free', 'accepts_towers', 'description')

    def filter_unknown_blocks(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        """Policies that name one of these resources."""
        return queryset.filter(unknown_blocks__overlap=value) if value else queryset
