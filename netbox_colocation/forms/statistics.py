"""What statistics and the yearly evidence are about. A wrong value is said, not guessed around: figures get quoted."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tenancy.models import Tenant
from utilities.forms.widgets import DatePicker

from ..models import Procedure
from ..workflows.statistics import GROUPS, Scope

__all__ = ('EvidenceForm', 'StatisticsForm')

# A year that a form takes: what lies outside is a slip of the keys, and no database holds it.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class _AgencyForm(forms.Form):
    """Offers the agencies that run the procedures which the user may view."""

    def __init__(self, *args: Any, procedures: QuerySet[Procedure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['agency'].queryset = Tenant.objects.filter(pk__in=procedures.order_by().values('agency'))
        for field in self.fields.values():
            look = 'form-select' if isinstance(field.widget, forms.Select) else 'form-control'
            field.widget.attrs['class'] = f'{field.widget.attrs.get("class", "")} {look} {look}-sm'.strip()


class StatisticsForm(_AgencyForm):
    agency = forms.ModelChoiceField(
        label=_('Agency'), queryset=Tenant.objects.none(), required=False, empty_label=_('All agencies')
    )
    procedure = forms.ModelChoiceField(
        label=_('Procedure'), queryset=Procedure.objects.none(), required=False, empty_label=_('All procedures')
    )
    since = forms.DateField(label=_('From'), required=False, widget=DatePicker())
    until = forms.DateField(label=_('To'), required=False, widget=DatePicker())
    group = forms.ChoiceField(label=_('Group by'), required=False)

    def __init__(self, *args: Any, procedures: QuerySet[Procedure], groups: Any, default: Scope, **kwargs: Any) -> None:
        super().__init__(*args, procedures=procedures, **kwargs)
        self.default = default
        self.fields['procedure'].queryset = procedures
        self.fields['group'].choices = [(key, groups[key]) for key in GROUPS]

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        since, until = sent.get('since') or self.default.since, sent.get('until') or self.default.until
        for name, day in (('since', since), ('until', until)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, _('This is no year of a procedure.'))
        if since > until:
            self.add_error('until', _('The last day cannot be before the first one.'))
        return {**sent, 'since': since, 'until': until, 'group': sent.get('group') or 'row'}

    @property
    def scope(self) -> Scope:
        """What was asked for; of a valid form."""
        sent = self.cleaned_data
        return Scope(
            since=sent['since'],
            until=sent['until'],
            agency=sent['agency'].pk if sent['agency'] else None,
            procedure=sent['procedure'].pk if sent['procedure'] else None,
        )


class EvidenceForm(_AgencyForm):
    """An agency and a year; without them the first agency, and this year."""

    agency = forms.ModelChoiceField(label=_('Agency'), queryset=Tenant.objects.none(), required=False, empty_label=None)
    year = forms.IntegerField(label=_('Year'), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        agency = sent.get('agency') or self.fields['agency'].queryset.first()
        return {**sent, 'agency': agency, 'year': sent.get('year') or self.today.year}
