"""What the calendar page shows: which days, where, and of which kind."""

import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _

from utilities.forms.widgets import DatePicker

from ..choices import FeedContentChoices
from ..workflows.schedule import Scope
from .fields import location_choice, site_choice
from .statistics import FIRST_YEAR, LAST_YEAR

__all__ = ('SPANS', 'ScheduleForm')

CONTENTS = (
    (FeedContentChoices.ALL, _('Everything')),
    (FeedContentChoices.VISITS, _('Visits')),
    (FeedContentChoices.WINDOWS, _('Maintenance windows')),
)
SPANS = (('month', _('Month')), ('week', _('Week')), ('day', _('Day')))


class ScheduleForm(forms.Form):
    """Without anything: this month, everywhere. `user` may choose what they may view."""

    span = forms.ChoiceField(choices=SPANS, required=False, widget=forms.HiddenInput())
    date = forms.DateField(label=_('Day'), required=False, widget=DatePicker())
    site = site_choice(required=False)
    location = location_choice()
    content = forms.ChoiceField(label=_('Show'), choices=CONTENTS, required=False)
    mine = forms.BooleanField(
        label=_('Only mine'), required=False, help_text=_('What I escort, work on, decided about or applied for')
    )

    def __init__(self, *args: Any, user: AbstractUser, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        for name in ('site', 'location'):
            self.fields[name].queryset = self.fields[name].queryset.restrict(user, 'view')
        for name in ('date', 'content'):
            look = 'form-select' if name == 'content' else 'form-control'
            attributes = self.fields[name].widget.attrs
            attributes['class'] = f'{attributes.get("class", "")} {look}'.strip()
        self.fields['mine'].widget.attrs['class'] = 'form-check-input'

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        day, site, location = sent.get('date') or self.today, sent.get('site'), sent.get('location')
        if not FIRST_YEAR < day.year < LAST_YEAR:
            self.add_error('date', _('No calendar goes that far: choose another day.'))
        if location and site and location.site_id != site.pk:
            self.add_error('location', _('This location belongs to another site: choose one of the site’s.'))
        defaults = {'span': sent.get('span') or 'month', 'content': sent.get('content') or FeedContentChoices.ALL}
        return {**sent, **defaults, 'date': day}

    @property
    def place(self) -> Any:
        """The site in whose time zone the days are, if one was chosen."""
        sent = self.cleaned_data
        return sent['site'] or (sent['location'].site if sent['location'] else None)

    @property
    def scope(self) -> Scope:
        sent = self.cleaned_data
        return Scope(
            site=sent['site'],
            location=sent['location'],
            mine=self.user if sent['mine'] else None,
            content=sent['content'],
        )
