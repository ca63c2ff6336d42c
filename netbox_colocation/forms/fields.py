"""Form fields that several nouns share."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Location, Site
from tenancy.models import Tenant
from utilities.forms import BOOLEAN_WITH_BLANK_CHOICES
from utilities.forms.fields import (
    CSVModelChoiceField,
    CSVModelMultipleChoiceField,
    DynamicModelChoiceField,
    DynamicModelMultipleChoiceField,
)

__all__ = (
    'KeepDefaultsMixin',
    'LinesField',
    'csv_choice',
    'csv_devices',
    'device_choices',
    'filter_choices',
    'location_choice',
    'site_choice',
    'tenant_choice',
    'user_choice',
    'yes_or_no',
)


def tenant_choice(label: Promise | str, *, required: bool = True) -> DynamicModelChoiceField:
    """Return a field that chooses an agency."""
    return DynamicModelChoiceField(label=label, queryset=Tenant.objects.all(), required=required)


def user_choice(*, required: bool = True) -> DynamicModelChoiceField:
    """Return a field that chooses a user."""
    return DynamicModelChoiceField(label=_('User'), queryset=get_user_model().objects.all(), required=required)


def site_choice(*, required: bool = True) -> DynamicModelChoiceField:
    """Return a field that chooses a site."""
    return DynamicModelChoiceField(label=_('Site'), queryset=Site.objects.all(), required=required)


def location_choice() -> DynamicModelChoiceField:
    """Return an optional field that chooses a location of the form's `site`."""
    return DynamicModelChoiceField(
        label=_('Location'), queryset=Location.objects.all(), required=False, query_params={'site_id': '$site'}
    )


def device_choices(label: Promise | str, **kwargs: Any) -> DynamicModelMultipleChoiceField:
    """Return an optional field that chooses any number of devices."""
    return DynamicModelMultipleChoiceField(
        label=label, queryset=Device.objects.all(), required=False, selector=True, **kwargs
    )


def filter_choices(label: Promise | str, queryset: QuerySet, **kwargs: Any) -> DynamicModelMultipleChoiceField:
    """Return the field of a filter form that chooses any number of related objects."""
    return DynamicModelMultipleChoiceField(label=label, queryset=queryset, required=False, **kwargs)


def csv_choice(
    label: Promise | str,
    queryset: QuerySet,
    help_text: Promise | str,
    *,
    by: str | None = 'slug',
    required: bool = True,
) -> CSVModelChoiceField:
    """Return the column of an import that names a related object by the field `by` (None: by ID)."""
    return CSVModelChoiceField(label=label, queryset=queryset, to_field_name=by, help_text=help_text, required=required)


def csv_devices(help_text: Promise | str) -> CSVModelMultipleChoiceField:
    """Return the optional column of an import that names devices."""
    return CSVModelMultipleChoiceField(
        label=_('Devices'), queryset=Device.objects.all(), to_field_name='name', required=False, help_text=help_text
    )


def yes_or_no(label: Promise | str) -> forms.NullBooleanField:
    """Return the field of a filter form that asks yes, no, or either."""
    return forms.NullBooleanField(label=label, required=False, widget=forms.Select(choices=BOOLEAN_WITH_BLANK_CHOICES))


class LinesField(forms.CharField):
    """A list of short texts, one per line; empty lines are left out.

    Parameters:
        line_length: how long one text may be
    """

    widget = forms.Textarea

    def __init__(self, *, line_length: int, **kwargs: Any) -> None:
        self.line_length = line_length
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return '\n'.join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: str | None) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if self.required and not lines:
            raise forms.ValidationError(self.error_messages['required'], code='required')
        if any(len(line) > self.line_length for line in lines):
            raise forms.ValidationError(
                _('A line has at most {limit} characters.').format(limit=self.line_length), code='max_length'
            )
        return lines


class KeepDefaultsMixin:
    """An import in which a column that is missing or empty keeps the model's default, or what the row has already.

    Without it Django asks for every column that may not be empty, and takes a checkbox that is missing for unticked.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in self._defaulted():
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in self._defaulted():
            if self.data.get(name) in ('', None):
                self.cleaned_data[name] = getattr(self.instance, name)
        return self.cleaned_data

    def _defaulted(self) -> list[str]:
        columns = self._meta.model._meta.concrete_fields
        return [
            field.name for field in columns if field.name in self.fields and field.has_default() and not field.blank
        ]
