"""Filters of extensions."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import ExtensionStateChoices
from ..models import ColocationRequest, Extension
from .fields import id_and_key, only_id

__all__ = ('ExtensionFilterSet',)


@register_filterset
class ExtensionFilterSet(NetBoxModelFilterSet):
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    applicant_id, applicant = id_and_key('request__applicant', Tenant.objects.all(), _('Applicant'))
    state = django_filters.MultipleChoiceFilter(choices=ExtensionStateChoices, distinct=False, null_value=None)
    asked_by_id, asked_by = id_and_key('asked_by', get_user_model().objects.all(), _('Asked by'), key='username')
    decided_by_id, decided_by = id_and_key(
        'decided_by', get_user_model().objects.all(), _('Decided by'), key='username'
    )

    class Meta:
        model = Extension
        fields = ('id', 'until', 'reason', 'asked_at', 'decided_at', 'answer')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(request__name__icontains=value) | Q(reason__icontains=value) | Q(answer__icontains=value)
        )
