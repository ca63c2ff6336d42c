"""The forms of each way of signing. What they demand, `documents.preparing` demands: nothing is checked twice."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from utilities.forms.widgets import DatePicker

from .acts import PlainForm

__all__ = ('SIGNING_FORMS', 'CertificateForm', 'EOfficeForm', 'EsignForm', 'WetInkForm')


def _passphrase(label: Any) -> forms.CharField:
    """A field that is never filled in again and that no browser is asked to remember."""
    return forms.CharField(
        label=label,
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(render_value=False, attrs={'autocomplete': 'off'}),
        help_text=_('Used once, for this signature, and kept nowhere'),
    )


class CertificateForm(PlainForm):
    DEMANDED = ('key', 'passphrase')
    key = forms.CharField(label=_('Key'), required=False, max_length=100)
    passphrase = _passphrase(_('Passphrase or PIN'))

    def __init__(self, *args: Any, keys: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['key'].widget = forms.Select(choices=list(keys), attrs={'class': 'form-select'})


class EsignForm(PlainForm):
    DEMANDED = ('identity', 'passphrase')
    identity = forms.CharField(
        label=_('NIK'), required=False, max_length=50, widget=forms.TextInput(attrs={'autocomplete': 'off'})
    )
    passphrase = _passphrase(_('Passphrase of BSrE'))


class WetInkForm(PlainForm):
    DEMANDED = ('file',)
    file = forms.FileField(label=_('Scan'), required=False, help_text=_('PDF, PNG or JPEG of the signed paper'))


class EOfficeForm(PlainForm):
    DEMANDED = ('file', 'number', 'dated')
    file = forms.FileField(label=_('Signed PDF'), required=False)
    number = forms.CharField(label=_('Number in the e-office'), required=False, max_length=100)
    dated = forms.DateField(label=_('Date in the e-office'), required=False, widget=DatePicker())


SIGNING_FORMS: dict[str, type[PlainForm]] = {
    'certificate': CertificateForm,
    'esign': EsignForm,
    'wet-ink': WetInkForm,
    'e-office': EOfficeForm,
}
