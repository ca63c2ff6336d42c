"""Forms of the access log, its guest book, and of the reviews of who has access."""

import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, Site
from netbox.forms import NetBoxModelFilterSetForm, PrimaryModelFilterSetForm
from tenancy.models import Tenant
from utilities.forms.fields import DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DateTimePicker

from ..choices import AccessLogKindChoices, ReviewStateChoices
from ..models import AccessLogEntry, AccessReview, AccessVisit
from .fields import filter_choices

__all__ = (
    'AccessLogEntryFilterForm',
    'AccessReviewFilterForm',
    'CloseReviewForm',
    'GuestBookForm',
    'OpenReviewForm',
)

QUARTERS = [(number, f'{number}') for number in range(1, 5)]
# A span of the guest book that one print holds.
MOST_DAYS = 366


class AccessLogEntryFilterForm(NetBoxModelFilterSetForm):
    model = AccessLogEntry
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('kind', 'at__gte', 'at__lte', 'actor_id', name=_('Access log entry')),
        FieldSet('agency_id', 'site_id', 'location_id', 'visit_id', name=_('Where')),
    )
    kind = forms.MultipleChoiceField(label=_('Kind'), choices=AccessLogKindChoices, required=False)
    at__gte = forms.DateTimeField(label=_('From'), required=False, widget=DateTimePicker())
    at__lte = forms.DateTimeField(label=_('Until'), required=False, widget=DateTimePicker())
    actor_id = filter_choices(_('User'), get_user_model().objects.all())
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    site_id = filter_choices(_('Site'), Site.objects.all())
    location_id = filter_choices(_('Location'), Location.objects.all(), query_params={'site_id': '$site_id'})
    visit_id = filter_choices(_('Visit'), AccessVisit.objects.all())
    tag = TagFilterField(model)


class AccessReviewFilterForm(PrimaryModelFilterSetForm):
    model = AccessReview
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'year', 'quarter', 'state', name=_('Access review')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    year = forms.IntegerField(label=_('Year'), required=False)
    quarter = forms.MultipleChoiceField(label=_('Quarter'), choices=QUARTERS, required=False)
    state = forms.MultipleChoiceField(label=_('State'), choices=ReviewStateChoices, required=False)
    tag = TagFilterField(model)


class OpenReviewForm(forms.Form):
    """Which quarter is reviewed; the lines are found."""

    agency = DynamicModelChoiceField(label=_('Agency'), queryset=Tenant.objects.all())
    year = forms.IntegerField(label=_('Year'), min_value=2000, max_value=9999)
    quarter = forms.TypedChoiceField(label=_('Quarter'), choices=QUARTERS, coerce=int)
    description = forms.CharField(label=_('Description'), max_length=200, required=False)

    def __init__(self, *args, user: Any, **kwargs) -> None:
        today = timezone.localdate()
        kwargs.setdefault('initial', {'year': today.year, 'quarter': (today.month + 2) // 3})
        super().__init__(*args, **kwargs)
        agencies = Tenant.objects.restrict(user, 'view')
        self.fields['agency'].queryset = agencies


class CloseReviewForm(forms.Form):
    """What the review found, in a sentence or two."""

    conclusion = forms.CharField(
        label=_('Conclusion'),
        widget=forms.Textarea(attrs={'rows': 4}),
        required=False,  # the service says that it is missing, with everything else that is
        max_length=5000,
        help_text=_('E.g. what was revoked and why, and what is to be done until the next review'),
    )


class GuestBookForm(forms.Form):
    """Of which agency, room and days; without a room: all of them."""

    agency = forms.ModelChoiceField(label=_('Agency'), queryset=Tenant.objects.none(), empty_label=None)
    site = forms.ModelChoiceField(label=_('Site'), queryset=Site.objects.none(), required=False, empty_label=_('All'))
    location = forms.ModelChoiceField(
        label=_('Room'), queryset=Location.objects.none(), required=False, empty_label=_('All')
    )
    since = forms.DateField(label=_('From'), widget=forms.DateInput(attrs={'type': 'date'}, format='%Y-%m-%d'))
    until = forms.DateField(label=_('Until'), widget=forms.DateInput(attrs={'type': 'date'}, format='%Y-%m-%d'))

    def __init__(self, *args, agencies: QuerySet, sites: QuerySet, locations: QuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in (('agency', agencies), ('site', sites), ('location', locations)):
            self.fields[name].queryset = queryset
        for field in self.fields.values():
            field.widget.attrs['class'] = 'form-control' if isinstance(field, forms.DateField) else 'form-select'

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get('since'), cleaned.get('until')
        if since and until and until < since:
            self.add_error('until', _('The last day cannot be before the first one.'))
        elif since and until and until - since >= datetime.timedelta(days=MOST_DAYS):
            self.add_error('until', _('The book is printed for a year at most: choose fewer days.'))
        return cleaned
