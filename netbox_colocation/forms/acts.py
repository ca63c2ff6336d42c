"""The forms of the acts beside a task's outcomes. What they demand, the engine demands: nothing is checked twice."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from utilities.forms.widgets import DatePicker, DateTimePicker

from ..choices import HolderCapacityChoices
from ..models import name_of_user

__all__ = (
    'CheckForm',
    'DelegationForm',
    'HandOverForm',
    'NoteForm',
    'PaperForm',
    'PlainForm',
    'QuestionForm',
    'ReasonForm',
    'ReturnForm',
)


class PlainForm(forms.Form):
    """An act that asks for nothing; the base of the others, with NetBox's own look (Tabler)."""

    # What the page shows beside the button; the engine refuses an empty text with a reason of its own.
    DEMANDED: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.CheckboxInput):
                continue
            look = 'form-select' if isinstance(field.widget, forms.Select) else 'form-control'
            field.widget.attrs['class'] = f'{field.widget.attrs.get("class", "")} {look}'.strip()
            if name in self.DEMANDED:
                field.widget.attrs['aria-required'] = 'true'


class ReasonForm(PlainForm):
    DEMANDED = ('comment',)
    comment = forms.CharField(
        label=_('Reason'), required=False, max_length=5000, widget=forms.Textarea(attrs={'rows': 2})
    )


class QuestionForm(PlainForm):
    DEMANDED = ('question',)
    question = forms.CharField(
        label=_('Question to the applicant'), required=False, max_length=5000, widget=forms.Textarea(attrs={'rows': 3})
    )


class NoteForm(PlainForm):
    DEMANDED = ('text',)
    text = forms.CharField(
        label=_('Note on the work'), required=False, max_length=5000, widget=forms.Textarea(attrs={'rows': 2})
    )


class HandOverForm(PlainForm):
    to = forms.ModelChoiceField(label=_('Colleague'), queryset=get_user_model().objects.none())
    comment = forms.CharField(
        label=_('Comment'), required=False, max_length=5000, widget=forms.Textarea(attrs={'rows': 2})
    )

    def __init__(self, *args: Any, colleagues: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever is chosen, the engine asks whether they hold the role.
        self.fields['to'].queryset = get_user_model().objects.filter(is_active=True)
        self.fields['to'].choices = [(user.pk, name_of_user(user)) for user in colleagues]


class ReturnForm(ReasonForm):
    step = forms.CharField(label=_('Return to'), max_length=20)
    field_order = ('step', 'comment')

    def __init__(self, *args: Any, steps: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['step'].widget = forms.Select(choices=list(steps), attrs={'class': 'form-select'})


class CheckForm(PlainForm):
    DEMANDED = ('check',)
    check = forms.CharField(label=_('Name of the check'), required=False, max_length=100)
    passed = forms.BooleanField(label=_('Passed'), required=False)
    detail = forms.CharField(
        label=_('Detail'), required=False, max_length=2000, widget=forms.Textarea(attrs={'rows': 2})
    )
    url = forms.CharField(label=_('Address of the report'), required=False, max_length=500)


class PaperForm(PlainForm):
    """The part of recording that every outcome needs: when, who, and the scan."""

    acted_at = forms.DateTimeField(label=_('When it happened'), widget=DateTimePicker())
    holder = forms.TypedChoiceField(label=_('Who acted'), coerce=int)
    proof = forms.FileField(label=_('Scan'), help_text=_('PDF, PNG or JPEG of the signed paper'))
    comment = forms.CharField(
        label=_('Comment'), required=False, max_length=5000, widget=forms.Textarea(attrs={'rows': 2})
    )

    def __init__(self, *args: Any, holders: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['holder'].choices = list(holders)


class DelegationForm(PlainForm):
    """A stand-in for one's own office."""

    to = forms.ModelChoiceField(label=_('Colleague'), queryset=get_user_model().objects.none())
    valid_from = forms.DateField(label=_('First day'), widget=DatePicker())
    valid_until = forms.DateField(label=_('Last day'), widget=DatePicker())
    capacity = forms.ChoiceField(label=_('Capacity'), choices=[])

    def __init__(self, *args: Any, colleagues: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['to'].queryset = get_user_model().objects.filter(is_active=True)
        self.fields['to'].choices = [('', '—'), *((held.user_id, str(held)) for held in colleagues)]
        names = {value: label for value, label, *_rest in HolderCapacityChoices.CHOICES}
        self.fields['capacity'].choices = [
            (value, names[value]) for value in (HolderCapacityChoices.DAILY_ACTING, HolderCapacityChoices.ON_BEHALF)
        ]
