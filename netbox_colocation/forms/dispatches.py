"""Forms of dispatches: handing a paper out, recording its receipt, the month of the expedition book, and filters."""

import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.forms import NetBoxModelFilterSetForm
from tenancy.models import Tenant
from utilities.forms.fields import TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker

from ..choices import DispatchMethodChoices, DispatchStateChoices
from ..models import Dispatch
from .acts import PlainForm
from .fields import filter_choices

__all__ = ('DispatchFilterForm', 'ExpeditionBookForm', 'HandOutForm', 'ReceiveForm')


class HandOutForm(PlainForm):
    """How a paper goes out; `methods` are the ways that this site has."""

    method = forms.ChoiceField(label=_('Way'))
    recipient = forms.CharField(
        label=_('Recipient'), max_length=200, required=False, help_text=_('Left out: the applicant')
    )
    address = forms.CharField(
        label=_('Address'),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={'rows': 2}),
        help_text=_('Of the post, or e-mail addresses parted by commas'),
    )
    sent_on = forms.DateField(label=_('Sent on'), required=False, widget=DatePicker(), help_text=_('Left out: today'))
    received_by = forms.CharField(
        label=_('Received by'), max_length=150, required=False, help_text=_('Who took it at once')
    )
    tracking_number = forms.CharField(label=_('Tracking number'), max_length=100, required=False)
    note = forms.CharField(label=_('Note'), max_length=200, required=False)

    def __init__(self, *args: Any, methods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['method'].choices = methods


class ReceiveForm(PlainForm):
    received_by = forms.CharField(label=_('Received by'), max_length=150)
    received_on = forms.DateField(label=_('Received on'), widget=DatePicker())
    note = forms.CharField(label=_('Note'), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['received_on'].initial = timezone.localdate()


class ExpeditionBookForm(PlainForm):
    """An agency and a month; without them the first agency, and this month."""

    agency = forms.ModelChoiceField(label=_('Agency'), queryset=Tenant.objects.none(), required=False, empty_label=None)
    month = forms.DateField(
        label=_('Month'),
        required=False,
        input_formats=['%Y-%m'],
        widget=forms.DateInput(format='%Y-%m', attrs={'type': 'month'}),
        help_text=_('E.g. 2026-11'),
    )

    def __init__(self, *args: Any, agencies: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['agency'].queryset = agencies
        self.today = today

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        agency = sent.get('agency') or self.fields['agency'].queryset.first()
        return {**sent, 'agency': agency, 'month': sent.get('month') or self.today.replace(day=1)}


class DispatchFilterForm(NetBoxModelFilterSetForm):
    model = Dispatch
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('method', 'state', 'sent_by_id', name=_('Dispatch')),
        FieldSet('agency_id', name=_('Document')),
    )
    method = forms.MultipleChoiceField(label=_('Way'), choices=DispatchMethodChoices, required=False)
    state = forms.MultipleChoiceField(label=_('State'), choices=DispatchStateChoices, required=False)
    sent_by_id = filter_choices(_('Sent by'), get_user_model().objects.all())
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    tag = TagFilterField(model)
