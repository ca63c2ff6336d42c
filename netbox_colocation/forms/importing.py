"""The forms of imports: a file, and what counts for lines that say nothing."""

import base64
import binascii
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _

from dcim.models import Site
from tenancy.models import Tenant

from ..choices import SubjectKindChoices
from ..exceptions import FileRefused
from ..intake.files import LARGEST_FILE, read_bounded
from ..models import Procedure

__all__ = ('KEPT_LIMIT', 'ImportForm', 'ImportRequestsForm', 'ImportServersForm', 'keep')

# What a page hands back with the next click, in bytes; of a larger file people choose it again.
KEPT_LIMIT = 1024 * 1024


def keep(content: bytes) -> str:
    """Return the text by which a page keeps a file until the next click, '' for one that is too large."""
    return base64.b64encode(content).decode() if len(content) <= KEPT_LIMIT else ''


class ImportForm(forms.Form):
    """A table to check or to import: a file, or the one that was checked before."""

    file = forms.FileField(
        label=_('File'),
        required=False,
        help_text=_('XLSX or CSV, at most 200 lines and 5 MiB'),
        widget=forms.ClearableFileInput(attrs={'class': 'form-control', 'accept': '.xlsx,.csv,.txt,.tsv'}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    sheet = forms.CharField(
        label=_('Sheet'),
        required=False,
        max_length=100,
        help_text=_('Of a workbook; empty: the first one with the headings'),
        widget=forms.TextInput(attrs={'class': 'form-control'}),
    )
    site = forms.ModelChoiceField(
        label=_('Site'), queryset=Site.objects.none(), required=False, help_text=_('For lines that name none')
    )
    agency = forms.ModelChoiceField(
        label=_('Agency'), queryset=Tenant.objects.none(), required=False, help_text=_('For lines that name none')
    )

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['site'].queryset = Site.objects.restrict(user, 'view')
        self.fields['agency'].queryset = Tenant.objects.restrict(user, 'view')
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.widget.attrs['class'] = 'form-select'

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        sent['content'], sent['name'] = self._read(sent)
        if not sent['content'] and 'file' not in self.errors:
            self.add_error('file', _('Choose the file.'))
        return sent

    def _read(self, sent: dict[str, Any]) -> tuple[bytes, str]:
        if upload := sent.get('file'):
            try:
                return read_bounded(upload), str(upload.name)[:200]
            except FileRefused as refused:
                self.add_error('file', str(refused.message))
                return b'', ''
        try:
            content = base64.b64decode(sent.get('kept') or '', validate=True)
        except (binascii.Error, ValueError):
            content = b''
        return content[:LARGEST_FILE], sent.get('kept_name') or ''

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that people fill in."""
        return [field for field in self if not field.is_hidden]


class ImportRequestsForm(ImportForm):
    procedure = forms.ModelChoiceField(
        label=_('Procedure'), queryset=Procedure.objects.none(), required=False, help_text=_('For lines that name none')
    )

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        placements = Procedure.objects.restrict(user, 'view').filter(subject_kind=SubjectKindChoices.COLOCATION_REQUEST)
        self.fields['procedure'].queryset = placements


class ImportServersForm(ImportForm):
    monitor = forms.BooleanField(
        label=_('Ask monitoring to watch them'),
        required=False,
        initial=True,
        help_text=_('Lines may say otherwise in the column “Dipantau”'),
    )
