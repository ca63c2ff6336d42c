"""Filters of the archive's classes."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import ArchiveFateChoices
from ..models import Classification
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('ClassificationFilterSet',)


@register_filterset
class ClassificationFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('code__istartswith', 'name', 'scheme', 'description')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    parent_id = only_id('parent', Classification.objects.all(), _('Parent'))
    parent = django_filters.ModelMultipleChoiceFilter(
        field_name='parent__code', queryset=Classification.objects.all(), to_field_name='code', label=_('Parent')
    )
    fate = any_of(ArchiveFateChoices)
    has_retention = django_filters.BooleanFilter(method='filter_retention', label=_('Retention is known'))

    class Meta:
        model = Classification
        fields = ('id', 'code', 'name', 'scheme', 'active_years', 'inactive_years', 'is_in_force', 'description')

    def filter_retention(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        unknown = Q(active_years__isnull=True, inactive_years__isnull=True)
        return queryset.exclude(unknown) if value else queryset.filter(unknown)
