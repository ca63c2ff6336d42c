"""Filters of document registers and documents."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import DocumentDirectionChoices, DocumentKindChoices, DocumentStateChoices
from ..models import Case, ColocationRequest, Document, DocumentRegister
from .fields import id_and_key, only_id

__all__ = ('DocumentFilterSet', 'DocumentRegisterFilterSet')


@register_filterset
class DocumentRegisterFilterSet(PrimaryModelFilterSet):
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    direction = django_filters.MultipleChoiceFilter(choices=DocumentDirectionChoices, distinct=False, null_value=None)

    class Meta:
        model = DocumentRegister
        fields = (
            'id', 'name', 'year', 'classification', 'unit_code', 'pattern', 'place', 'letterhead', 'next_sequence',
            'description',
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
    applicant_id, applicant = id_and_key('request__applicant', Tenant.objects.all(), _('Applicant'))
    case_id, case = id_and_key('case', Case.objects.all(), _('Case'), key='number')
    register_id, register = id_and_key('register', DocumentRegister.objects.all(), _('Register'), key='name')
    kind = django_filters.MultipleChoiceFilter(choices=DocumentKindChoices, distinct=False, null_value=None)
    direction = django_filters.MultipleChoiceFilter(choices=DocumentDirectionChoices, distinct=False, null_value=None)
    state = django_filters.MultipleChoiceFilter(choices=DocumentStateChoices, distinct=False, null_value=None)
    drafted_by_id, drafted_by = id_and_key(
        'drafted_by', get_user_model().objects.all(), _('Drafted by'), key='username'
    )
    signed_by_id, signed_by = id_and_key('signed_by', get_user_model().objects.all(), _('Signed by'), key='username')

    class Meta:
        model = Document
        fields = ('id', 'title', 'number', 'sequence', 'dated', 'media_type', 'digest', 'signed_at', 'sent_at')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(number__icontains=value)
            | Q(title__icontains=value)
            | Q(request__name__icontains=value)
            | Q(case__number__icontains=value)
        )
