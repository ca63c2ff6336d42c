"""What narrows the inbox. Wrong values narrow nothing: a link that somebody kept still opens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Procedure

__all__ = ('InboxFilterForm',)


class InboxFilterForm(forms.Form):
    q = forms.CharField(label=_('Search'), required=False, max_length=100)
    procedure = forms.ModelChoiceField(
        label=_('Procedure'), queryset=Procedure.objects.none(), required=False, empty_label=_('All procedures')
    )
    due = forms.ChoiceField(
        label=_('Due'),
        required=False,
        choices=[('', _('Any time')), ('late', _('Late')), ('today', _('Today')), ('week', _('This week'))],
    )
    claim = forms.ChoiceField(
        label=_('Claimed'),
        required=False,
        choices=[('', _('Claimed or not')), ('mine', _('By me')), ('free', _('By nobody'))],
    )
    acted = forms.BooleanField(label=_('Only cases that I acted in'), required=False)

    def __init__(self, *args: Any, procedures: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if procedures is not None:
            self.fields['procedure'].queryset = procedures
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput):
                look = 'form-select' if isinstance(field.widget, forms.Select) else 'form-control'
                field.widget.attrs['class'] = f'{look} {look}-sm'
