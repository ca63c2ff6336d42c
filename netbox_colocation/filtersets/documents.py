"""Filters of document registers and documents."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import DocumentDirectionChoices, DocumentKindChoices, DocumentStateChoices
from ..models import AccessVisit, Case, ColocationRequest, Document, DocumentRegister, MaintenanceTicket
from .fields import id_and_key, only_id

__all__ = ('DocumentFilterSet', 'DocumentRegisterFilterSet')


@register_filterset
class DocumentRegisterFilterSet(PrimaryModelFilterSet):
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    direction = django_filters.MultipleChoiceFilter(choices=DocumentDirectionChoices, distinct=False, null_value=None)

    class Meta:
        model = DocumentRegister
        fields = (
            'id', 'name', 'year', 'classification', 'unit_code', 'pattern', 'first_sequence',
            'is_closed', 'next_sequence', 'description',
        )  # fmt: skip

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(name__icontains=value)
            | Q(classification__icontains=value)
            | Q(unit_code__icontains=value)
            | Q(description__icontains=value)
        )


@register_filterset
class DocumentFilterSet(NetBoxModelFilterSet):
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    visit_id = only_id('visit', AccessVisit.objects.all(), _('Access visit'))
    ticket_id = only_id('ticket', MaintenanceTicket.objects.all(), _('Maintenance ticket'))
    applicant_id = django_filters.ModelMultipleChoiceFilter(
        queryset=Tenant.objects.all(), method='filter_applicant', label=_('Applicant (ID)')
    )
    applicant = django_filters.ModelMultipleChoiceFilter(
        queryset=Tenant.objects.all(), to_field_name='slug', method='filter_applicant', label=_('Applicant')
    )
    case_id, case = id_and_key('case', Case.objects.all(), _('Case'), key='number')
    register_id = django_filters.ModelMultipleChoiceFilter(
        field_name='entry__register', queryset=DocumentRegister.objects.all(), label=_('Register (ID)')
    )
    kind = django_filters.MultipleChoiceFilter(choices=DocumentKindChoices, distinct=False, null_value=None)
    direction = django_filters.MultipleChoiceFilter(choices=DocumentDirectionChoices, distinct=False, null_value=None)
    state = django_filters.MultipleChoiceFilter(choices=DocumentStateChoices, distinct=False, null_value=None)
    drafted_by_id, drafted_by = id_and_key(
        'drafted_by', get_user_model().objects.all(), _('Drafted by'), key='username'
    )
    signed_by_id, signed_by = id_and_key('signed_by', get_user_model().objects.all(), _('Signed by'), key='username')

    class Meta:
        model = Document
        fields = ('id', 'title', 'number', 'dated', 'media_type', 'digest', 'signed_at', 'sent_at')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(number__icontains=value)
            | Q(title__icontains=value)
            | Q(request__name__icontains=value)
            | Q(visit__name__icontains=value)
            | Q(ticket__name__icontains=value)
            | Q(case__number__icontains=value)
        )

    def filter_applicant(self, queryset: QuerySet, name: str, value: list[Tenant]) -> QuerySet:
        """Papers of whatever these applicants asked for."""
        if not value:
            return queryset
        return queryset.filter(
            Q(request__applicant__in=value) | Q(visit__applicant__in=value) | Q(ticket__applicant__in=value)
        )
