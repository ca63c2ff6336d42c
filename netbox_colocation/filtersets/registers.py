"""Filters of document registers and their lines."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, ExtractMonth
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import DocumentDirectionChoices, DocumentKindChoices, EntryOriginChoices, EntryStateChoices
from ..models import Document, DocumentRegister, RegisterEntry
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('DocumentRegisterFilterSet', 'RegisterEntryFilterSet')


@register_filterset
class DocumentRegisterFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'classification', 'unit_code', 'description')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    direction = any_of(DocumentDirectionChoices)
    kinds = any_of(DocumentKindChoices, method='filter_kinds', label=_('Kinds'))

    class Meta:
        model = DocumentRegister
        fields = (
            'id', 'name', 'year', 'classification', 'unit_code', 'pattern', 'first_sequence', 'is_closed',
            'next_sequence', 'description',
        )  # fmt: skip

    def filter_kinds(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        """Books that name one of these kinds."""
        return queryset.filter(kinds__overlap=value) if value else queryset


@register_filterset
class RegisterEntryFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('number', 'letter_number', 'correspondent', 'matter', 'note')
    register_id = only_id('register', DocumentRegister.objects.all(), _('Register'))
    agency_id, agency = id_and_key('register__agency', Tenant.objects.all(), _('Agency'))
    year = django_filters.NumberFilter(field_name='register__year', label=_('Year'))
    month = django_filters.NumberFilter(method='filter_month', min_value=1, max_value=12, label=_('Month'))
    direction = any_of(DocumentDirectionChoices, field_name='register__direction')
    origin = any_of(EntryOriginChoices)
    state = any_of(EntryStateChoices)
    dated_after = django_filters.DateFilter(field_name='dated', lookup_expr='gte', label=_('Dated from'))
    dated_before = django_filters.DateFilter(field_name='dated', lookup_expr='lte', label=_('Dated until'))
    received_after = django_filters.DateFilter(field_name='received_on', lookup_expr='gte', label=_('Received from'))
    received_before = django_filters.DateFilter(field_name='received_on', lookup_expr='lte', label=_('Received until'))
    document_id = only_id('document', Document.objects.all(), _('Document'))
    has_document = django_filters.BooleanFilter(
        field_name='document', lookup_expr='isnull', exclude=True, label=_('Has a document here')
    )
    taken_by_id, taken_by = id_and_key('taken_by', get_user_model().objects.all(), _('Taken by'), key='username')
    cancelled_by_id, cancelled_by = id_and_key(
        'cancelled_by', get_user_model().objects.all(), _('Cancelled by'), key='username'
    )

    class Meta:
        model = RegisterEntry
        fields = (
            'id', 'sequence', 'suffix', 'number', 'dated', 'received_on', 'classification', 'nature', 'correspondent',
            'letter_number', 'matter', 'attachments', 'note', 'taken_at', 'cancelled_at', 'cancel_reason',
        )  # fmt: skip

    def filter_month(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """Letters of that month: of what came in, by the day it was received."""
        return queryset.annotate(_month=ExtractMonth(Coalesce('received_on', 'dated'))).filter(_month=value)
