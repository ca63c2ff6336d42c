"""The form of a correction: what the old paper says, to be said otherwise. What it demands, the service demands."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .acts import PlainForm

__all__ = ('CorrectionForm',)


class CorrectionForm(PlainForm):
    """Begins with the old words; only what the paper has is asked. Lines are lines."""

    LINES = ('addressee', 'copies')

    subject = forms.CharField(label=_('Subject'), required=False, max_length=300)
    addressee = forms.CharField(label=_('Addressee'), required=False, widget=forms.Textarea(attrs={'rows': 2}))
    addressee_place = forms.CharField(label=_('Place'), required=False, max_length=100)
    nature = forms.CharField(label=_('Nature'), required=False, max_length=50)
    attachment = forms.CharField(label=_('Attachments'), required=False, max_length=100)
    note = forms.CharField(label=_('Text'), required=False, max_length=20_000, widget=forms.Textarea(attrs={'rows': 8}))
    comment = forms.CharField(
        label=_('Reasons'), required=False, max_length=5000, widget=forms.Textarea(attrs={'rows': 3})
    )
    copies = forms.CharField(
        label=_('Copies to'), required=False, max_length=2000, widget=forms.Textarea(attrs={'rows': 2})
    )
    reads_again = forms.BooleanField(
        label=_('Read the case file again'),
        required=False,
        help_text=_('Where facts were recorded wrongly and have been put right since; otherwise the old ones stay.'),
    )

    def __init__(self, *args: Any, text: Mapping[str, Any], **kwargs: Any) -> None:
        """Make the form; `text` is what the paper says now (see `documents.correcting.text_of`)."""
        self.said = {key: '\n'.join(said) if isinstance(said, list) else said for key, said in text.items()}
        super().__init__(*args, initial=self.said, **kwargs)
        for name in [name for name in self.fields if name not in text and name != 'reads_again']:
            del self.fields[name]

    def read_text(self) -> dict[str, Any]:
        """Return what is said otherwise than before, of valid data."""
        changed = {
            name: value.replace('\r\n', '\n')
            for name, value in self.cleaned_data.items()
            if name != 'reads_again' and value.replace('\r\n', '\n') != self.said[name]
        }
        return {name: value.splitlines() if name in self.LINES else value for name, value in changed.items()}
