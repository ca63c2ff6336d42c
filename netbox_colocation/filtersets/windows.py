"""Filters of maintenance windows and of the notices about them."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Site
from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import ImpactGradeChoices, NoticeKindChoices, NoticeStateChoices, WindowStateChoices
from ..models import Document, MaintenanceTicket, MaintenanceWindow, ProcedureRole, WindowNotice
from .fields import id_and_key, only_id

__all__ = ('MaintenanceWindowFilterSet', 'WindowNoticeFilterSet')


@register_filterset
class MaintenanceWindowFilterSet(PrimaryModelFilterSet):
    ticket_id = only_id('ticket', MaintenanceTicket.objects.all(), _('Ticket'))
    applicant_id, applicant = id_and_key('ticket__applicant', Tenant.objects.all(), _('Applicant'))
    agency_id, agency = id_and_key('ticket__procedure__agency', Tenant.objects.all(), _('Agency'))
    site_id, site = id_and_key('ticket__site', Site.objects.all(), _('Site'))
    device_id = only_id('impact_lines__device', Device.objects.all(), _('Affected device'), distinct=True)
    tenant_id, tenant = id_and_key('impact_lines__tenant', Tenant.objects.all(), _('Affected agency'), distinct=True)
    state = django_filters.MultipleChoiceFilter(choices=WindowStateChoices, distinct=False, null_value=None)
    proposed_by_id, proposed_by = id_and_key(
        'proposed_by', get_user_model().objects.all(), _('Proposed by'), key='username'
    )
    agreed_by_id, agreed_by = id_and_key('agreed_by', get_user_model().objects.all(), _('Agreed by'), key='username')
    agreed_role_id, agreed_role = id_and_key('agreed_role', ProcedureRole.objects.all(), _('Office'), key='key')

    class Meta:
        model = MaintenanceWindow
        fields = (
            'id', 'purpose', 'starts_at', 'ends_at', 'mutes_monitoring', 'revision', 'extended_until', 'begun_at',
            'ended_at', 'outcome', 'proposed_by_name', 'agreed_by_name', 'agreed_at', 'assessed_at', 'description',
        )  # fmt: skip

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(purpose__icontains=value)
            | Q(outcome__icontains=value)
            | Q(ticket__name__icontains=value)
            | Q(ticket__case__number__icontains=value)
            | Q(description__icontains=value)
        )


@register_filterset
class WindowNoticeFilterSet(NetBoxModelFilterSet):
    window_id = only_id('window', MaintenanceWindow.objects.all(), _('Window'))
    ticket_id = only_id('window__ticket', MaintenanceTicket.objects.all(), _('Ticket'))
    tenant_id, tenant = id_and_key('tenant', Tenant.objects.all(), _('Agency'))
    kind = django_filters.MultipleChoiceFilter(choices=NoticeKindChoices, distinct=False, null_value=None)
    state = django_filters.MultipleChoiceFilter(choices=NoticeStateChoices, distinct=False, null_value=None)
    grade = django_filters.MultipleChoiceFilter(choices=ImpactGradeChoices, distinct=False, null_value=None)
    document_id = only_id('document', Document.objects.all(), _('Letter'))
    drafted_by_id, drafted_by = id_and_key(
        'drafted_by', get_user_model().objects.all(), _('Drafted by'), key='username'
    )
    approved_by_id, approved_by = id_and_key(
        'approved_by', get_user_model().objects.all(), _('Approved by'), key='username'
    )

    class Meta:
        model = WindowNotice
        fields = (
            'id', 'revision', 'subject', 'body', 'drafted_at', 'approved_by_name', 'approved_at', 'sent_at', 'error',
        )  # fmt: skip

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(subject__icontains=value)
            | Q(body__icontains=value)
            | Q(tenant__name__icontains=value)
            | Q(window__ticket__name__icontains=value)
        )
