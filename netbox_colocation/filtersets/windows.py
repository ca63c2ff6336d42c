"""Filters of maintenance windows and of the notices about them."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Site
from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import ImpactGradeChoices, NoticeKindChoices, NoticeStateChoices, WindowStateChoices
from ..models import Document, MaintenanceTicket, MaintenanceWindow, ProcedureRole, WindowNotice
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('MaintenanceWindowFilterSet', 'WindowNoticeFilterSet')


@register_filterset
class MaintenanceWindowFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('purpose', 'outcome', 'ticket__name', 'ticket__case__number', 'description')
    ticket_id = only_id('ticket', MaintenanceTicket.objects.all(), _('Ticket'))
    applicant_id, applicant = id_and_key('ticket__applicant', Tenant.objects.all(), _('Applicant'))
    agency_id, agency = id_and_key('ticket__procedure__agency', Tenant.objects.all(), _('Agency'))
    site_id, site = id_and_key('ticket__site', Site.objects.all(), _('Site'))
    device_id = only_id('impact_lines__device', Device.objects.all(), _('Affected device'), distinct=True)
    tenant_id, tenant = id_and_key('impact_lines__tenant', Tenant.objects.all(), _('Affected agency'), distinct=True)
    state = any_of(WindowStateChoices)
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


@register_filterset
class WindowNoticeFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('subject', 'body', 'tenant__name', 'window__ticket__name')
    window_id = only_id('window', MaintenanceWindow.objects.all(), _('Window'))
    ticket_id = only_id('window__ticket', MaintenanceTicket.objects.all(), _('Ticket'))
    tenant_id, tenant = id_and_key('tenant', Tenant.objects.all(), _('Agency'))
    kind = any_of(NoticeKindChoices)
    state = any_of(NoticeStateChoices)
    grade = any_of(ImpactGradeChoices)
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
