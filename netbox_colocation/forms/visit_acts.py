"""Forms of the acts of `workflows.visit_acts`: a visit may last longer, somebody else escorts it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from utilities.forms.widgets import DateTimePicker

from ..identity_numbers import refuse_identity_number

__all__ = ('EscortChangeForm', 'VisitExtensionForm')


class VisitExtensionForm(forms.Form):
    until = forms.DateTimeField(label=_('Until'), widget=DateTimePicker(), help_text=_('When they have to have left'))
    reason = forms.CharField(
        label=_('Reason'), max_length=200, validators=[refuse_identity_number], help_text=_('The access log keeps it')
    )


class EscortChangeForm(forms.Form):
    """Who else may escort; those who are not free are shown with the reason, and refused."""

    escort = forms.TypedChoiceField(label=_('Escort'), coerce=int)
    reason = forms.CharField(
        label=_('Reason'), max_length=200, validators=[refuse_identity_number], help_text=_('The access log keeps it')
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]] = (), busy: str = '', **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields['escort']
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)
        field.help_text = busy
