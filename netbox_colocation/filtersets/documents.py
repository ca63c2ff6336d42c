"""Filters of documents."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import ArchiveFateChoices, DocumentDirectionChoices, DocumentKindChoices, DocumentStateChoices
from ..documents.retention import find_due
from ..models import (
    AccessVisit,
    Case,
    Classification,
    ColocationRequest,
    Disposal,
    Document,
    DocumentRegister,
    DocumentTemplate,
    MaintenanceTicket,
    ProcedureRole,
    RegisterEntry,
    WindowNotice,
)
from .fields import any_of, id_and_key, only_id
from .words import find_documents

__all__ = ('DocumentFilterSet',)


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
    entry_id = only_id('entry', RegisterEntry.objects.all(), _('Register entry'))
    notice_id = only_id('notice', WindowNotice.objects.all(), _('Maintenance notice'))
    kind = any_of(DocumentKindChoices)
    direction = any_of(DocumentDirectionChoices)
    state = any_of(DocumentStateChoices)
    drafted_by_id, drafted_by = id_and_key(
        'drafted_by', get_user_model().objects.all(), _('Drafted by'), key='username'
    )
    signed_by_id, signed_by = id_and_key('signed_by', get_user_model().objects.all(), _('Signed by'), key='username')

    signed_role_id = only_id('signed_role', ProcedureRole.objects.all(), _('Signed as'))
    classification_id, classification = id_and_key(
        'classification', Classification.objects.all(), _('Classification'), key='code'
    )
    template_id = only_id('template', DocumentTemplate.objects.all(), _('Template'))
    corrects_id = only_id('corrects', Document.objects.all(), _('Corrects'))
    agency_id = django_filters.ModelMultipleChoiceFilter(
        field_name='case__agency', queryset=Tenant.objects.all(), label=_('Agency (ID)')
    )
    fate = any_of(ArchiveFateChoices)
    disposal_id = only_id('disposal', Disposal.objects.all(), _('Destroyed by'))
    named_by_disposal_id = only_id('disposals', Disposal.objects.all(), _('Named by disposal'), distinct=True)
    is_destroyed = django_filters.BooleanFilter(
        field_name='destroyed_at', lookup_expr='isnull', exclude=True, label=_('Destroyed')
    )
    due_for_disposal = django_filters.BooleanFilter(method='filter_due', label=_('Due for disposal'))

    class Meta:
        model = Document
        fields = (
            'id', 'title', 'number', 'dated', 'media_type', 'digest', 'signed_at', 'sent_at', 'closed_on',
            'retain_until', 'destroyed_at',
        )  # fmt: skip

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Words of the paper itself (`"a phrase"`, `-without`), and what it, its line or its subject is called."""
        if not value.strip():
            return queryset
        return queryset.filter(pk__in=find_documents(value))

    def filter_due(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Papers whose time is over, that are to be destroyed, and that no waiting proposal names; or all others."""
        due = find_due(today=timezone.localdate()).values('pk')
        return queryset.filter(pk__in=due) if value else queryset.exclude(pk__in=due)

    def filter_applicant(self, queryset: QuerySet, name: str, value: list[Tenant]) -> QuerySet:
        """Papers of whatever these applicants asked for."""
        if not value:
            return queryset
        return queryset.filter(
            Q(request__applicant__in=value) | Q(visit__applicant__in=value) | Q(ticket__applicant__in=value)
        )
