"""Forms of maintenance windows and notices: to propose a window, to filter, and of the acts on both."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Site
from netbox.forms import (
    NetBoxModelFilterSetForm,
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.exceptions import AbortRequest
from utilities.forms.fields import DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker, DateTimePicker

from ..choices import ImpactGradeChoices, NoticeKindChoices, NoticeStateChoices, WindowStateChoices
from ..exceptions import ColocationError
from ..models import MaintenanceTicket, MaintenanceWindow, WindowNotice
from ..workflows import windows
from .acts import PlainForm
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, yes_or_no

__all__ = (
    'AgreeToWindowForm',
    'ApproveNoticeForm',
    'ChangeWindowForm',
    'ExtendWindowForm',
    'FinishWindowForm',
    'MaintenanceWindowBulkEditForm',
    'MaintenanceWindowFilterForm',
    'MaintenanceWindowForm',
    'MaintenanceWindowImportForm',
    'SendNoticeForm',
    'WindowNoticeFilterForm',
    'WindowReasonForm',
)

FIELDS = ('ticket', 'purpose', 'starts_at', 'ends_at', 'mutes_monitoring')


class ProposalMixin:
    """Stores a window by proposing it, as the user whom the view left in the instance's `acting_user`."""

    def save(self, *args: Any, **kwargs: Any) -> MaintenanceWindow:
        try:
            with transaction.atomic():
                actor, now = self.instance.acting_user, timezone.now()
                for name, value in windows.proposer_of(self.instance.ticket, actor=actor, now=now).items():
                    setattr(self.instance, name, value)
                window = super().save(*args, **kwargs)
                return windows.propose(window, actor=actor, now=now)
        except ColocationError as refusal:
            raise AbortRequest(str(refusal.message)) from refusal


class MaintenanceWindowForm(ProposalMixin, PrimaryModelForm):
    ticket = DynamicModelChoiceField(
        label=_('Ticket'),
        queryset=MaintenanceTicket.objects.all(),
        query_params={'status': ['open', 'accepted']},
        selector=True,
        help_text=_('What it touches is what the window touches'),
    )

    fieldsets = (
        FieldSet(*FIELDS, name=_('Maintenance window')),
        FieldSet('description', 'tags', name=_('Further')),
    )

    class Meta:
        model = MaintenanceWindow
        fields = (*FIELDS, 'description', 'owner', 'comments', 'tags')
        widgets = {'starts_at': DateTimePicker(), 'ends_at': DateTimePicker()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['ticket'].disabled = bool(self.instance.pk)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        # What would be refused when it is stored stands at its field instead.
        actor = self.instance.acting_user
        for refusal in windows.find_proposal_refusals(self.instance, actor=actor, now=timezone.now()):
            field = getattr(refusal, 'field', '')
            self.add_error(field if field in self.fields else None, str(refusal.message))


class MaintenanceWindowImportForm(ProposalMixin, KeepDefaultsMixin, PrimaryModelImportForm):
    ticket = csv_choice(_('Ticket'), MaintenanceTicket.objects.all(), _('ID of the ticket'), by=None)

    class Meta:
        model = MaintenanceWindow
        fields = (*FIELDS, 'description', 'owner', 'comments', 'tags')


class MaintenanceWindowBulkEditForm(PrimaryModelBulkEditForm):
    """What is said about windows; their times are proposed one by one."""

    model = MaintenanceWindow
    fieldsets = (FieldSet('description'),)
    nullable_fields = ('description', 'comments')


class MaintenanceWindowFilterForm(PrimaryModelFilterSetForm):
    model = MaintenanceWindow
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('state', 'ticket_id', 'applicant_id', 'site_id', 'mutes_monitoring', name=_('Maintenance window')),
        FieldSet('tenant_id', 'device_id', name=_('What it hits')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    state = forms.MultipleChoiceField(label=_('State'), choices=WindowStateChoices, required=False)
    ticket_id = filter_choices(_('Ticket'), MaintenanceTicket.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    site_id = filter_choices(_('Site'), Site.objects.all())
    mutes_monitoring = yes_or_no(_('Mutes monitoring'))
    tenant_id = filter_choices(_('Affected agency'), Tenant.objects.all())
    device_id = filter_choices(_('Affected device'), Device.objects.all())
    tag = TagFilterField(model)


class WindowNoticeFilterForm(NetBoxModelFilterSetForm):
    model = WindowNotice
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('kind', 'state', 'grade', 'tenant_id', 'ticket_id', 'window_id', name=_('Notice')),
    )
    kind = forms.MultipleChoiceField(label=_('Kind'), choices=NoticeKindChoices, required=False)
    state = forms.MultipleChoiceField(label=_('State'), choices=NoticeStateChoices, required=False)
    grade = forms.MultipleChoiceField(label=_('Worst grade'), choices=ImpactGradeChoices, required=False)
    tenant_id = filter_choices(_('Agency'), Tenant.objects.all())
    ticket_id = filter_choices(_('Ticket'), MaintenanceTicket.objects.all())
    window_id = filter_choices(_('Window'), MaintenanceWindow.objects.all())
    tag = TagFilterField(model)


class AgreeToWindowForm(PlainForm):
    """An act that asks for nothing."""


class ChangeWindowForm(PlainForm):
    starts_at = forms.DateTimeField(label=_('From'), widget=DateTimePicker())
    ends_at = forms.DateTimeField(label=_('Until'), widget=DateTimePicker())
    reason = forms.CharField(label=_('Reason'), max_length=2000, widget=forms.Textarea(attrs={'rows': 2}))


class ExtendWindowForm(PlainForm):
    until = forms.DateTimeField(label=_('Until'), widget=DateTimePicker())
    reason = forms.CharField(label=_('Reason'), max_length=2000, widget=forms.Textarea(attrs={'rows': 2}))


class FinishWindowForm(PlainForm):
    outcome = forms.CharField(
        label=_('Result'),
        max_length=5000,
        widget=forms.Textarea(attrs={'rows': 3}),
        help_text=_('What was done and whether everything works again; the affected agencies read it'),
    )


class WindowReasonForm(PlainForm):
    reason = forms.CharField(label=_('Reason'), max_length=2000, widget=forms.Textarea(attrs={'rows': 2}))


class ApproveNoticeForm(PlainForm):
    """Of a letter: how it is signed; `choices` are the ways that exist now, none for an e-mail."""

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            self.fields['signature'] = forms.ChoiceField(
                label=_('Signature'),
                choices=choices,
                widget=forms.Select(attrs={'class': 'form-select'}),
                help_text=_('A signature in the file is made on the letter’s own page before: choose it here.'),
            )


class SendNoticeForm(PlainForm):
    """How a letter goes out; `methods` are the ways that this site has, none for an e-mail that is tried again."""

    def __init__(self, *args: Any, methods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not methods:
            return
        look = {'class': 'form-control'}
        self.fields['method'] = forms.ChoiceField(
            label=_('Way'), choices=methods, widget=forms.Select(attrs={'class': 'form-select'})
        )
        self.fields['address'] = forms.CharField(
            label=_('Address'),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={'rows': 2, **look}),
            help_text=_('Of the post, or e-mail addresses parted by commas'),
        )
        self.fields['sent_on'] = forms.DateField(label=_('Sent on'), required=False, widget=DatePicker(attrs=look))
        self.fields['received_by'] = forms.CharField(
            label=_('Received by'), max_length=150, required=False, widget=forms.TextInput(attrs=look)
        )
