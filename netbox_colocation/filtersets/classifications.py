"""Filters of the archive's classes."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import ArchiveFateChoices
from ..models import Classification
from .fields import id_and_key, only_id

__all__ = ('ClassificationFilterSet',)


@register_filterset
class ClassificationFilterSet(PrimaryModelFilterSet):
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    parent_id = only_id('parent', Classification.objects.all(), _('Parent'))
    parent = django_filters.ModelMultipleChoiceFilter(
        field_name='parent__code', queryset=Classification.objects.all(), to_field_name='code', label=_('Parent')
    )
    fate = django_filters.MultipleChoiceFilter(choices=ArchiveFateChoices, distinct=False, null_value=None)
    has_retention = django_filters.BooleanFilter(method='filter_retention', label=_('Retention is known'))

    class Meta:
        model = Classification
        fields = ('id', 'code', 'name', 'scheme', 'active_years', 'inactive_years', 'is_in_force', 'description')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(code__istartswith=value)
            | Q(name__icontains=value)
            | Q(scheme__icontains=value)
            | Q(description__icontains=value)
        )

    def filter_retention(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        unknown = Q(active_years__isnull=True, inactive_years__isnull=True)
        return queryset.exclude(unknown) if value else queryset.filter(unknown)
