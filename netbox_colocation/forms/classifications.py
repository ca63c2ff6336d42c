"""Forms of the archive's classes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from netbox.forms import (
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import CSVChoiceField, DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.utils import add_blank_choice

from ..choices import ArchiveFateChoices
from ..documents.classifications import classes_of
from ..models import Classification
from .acts import PlainForm
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, tenant_choice, yes_or_no

__all__ = (
    'ClassificationBulkEditForm',
    'ClassificationFilterForm',
    'ClassificationForm',
    'ClassificationImportForm',
    'ClassifyForm',
    'ReadyMadeClassificationsForm',
)

CLASS = ('agency', 'code', 'name', 'scheme', 'parent', 'is_in_force')
RETENTION = ('active_years', 'inactive_years', 'fate')


class ClassificationForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'), required=False)
    parent = DynamicModelChoiceField(label=_('Parent'), queryset=Classification.objects.all(), required=False)

    fieldsets = (
        FieldSet(*CLASS, 'description', 'tags', name=_('Classification')),
        FieldSet(*RETENTION, name=_('Retention, from the day on which the file is closed')),
    )

    class Meta:
        model = Classification
        fields = (*CLASS, *RETENTION, 'description', 'owner', 'comments', 'tags')


class ClassificationImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency; empty: everybody’s'), required=False)
    parent = csv_choice(_('Parent'), Classification.objects.all(), _('ID of the class above'), by=None, required=False)
    fate = CSVChoiceField(label=_('Fate'), choices=ArchiveFateChoices, required=False, help_text=_('When it ends'))

    class Meta:
        model = Classification
        fields = (*CLASS, *RETENTION, 'description', 'owner', 'comments', 'tags')


class ClassificationBulkEditForm(PrimaryModelBulkEditForm):
    agency = tenant_choice(_('Agency'), required=False)
    scheme = forms.CharField(label=_('Scheme'), max_length=100, required=False)
    parent = DynamicModelChoiceField(label=_('Parent'), queryset=Classification.objects.all(), required=False)
    is_in_force = yes_or_no(_('In force'))
    active_years = forms.IntegerField(label=_('Active years'), min_value=0, max_value=999, required=False)
    inactive_years = forms.IntegerField(label=_('Inactive years'), min_value=0, max_value=999, required=False)
    fate = forms.ChoiceField(label=_('Fate'), choices=add_blank_choice(ArchiveFateChoices), required=False)

    model = Classification
    fieldsets = (
        FieldSet('agency', 'scheme', 'parent', 'is_in_force', 'description'),
        FieldSet(*RETENTION, name=_('Retention')),
    )
    nullable_fields = ('agency', 'scheme', 'parent', *RETENTION, 'description', 'comments')


class ClassificationFilterForm(PrimaryModelFilterSetForm):
    model = Classification
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'scheme', 'parent_id', 'is_in_force', name=_('Classification')),
        FieldSet('fate', 'has_retention', name=_('Retention')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all(), null_option=_('Everybody’s'))
    scheme = forms.CharField(label=_('Scheme'), required=False)
    parent_id = filter_choices(_('Parent'), Classification.objects.all())
    is_in_force = yes_or_no(_('In force'))
    fate = forms.MultipleChoiceField(label=_('Fate'), choices=ArchiveFateChoices, required=False)
    has_retention = yes_or_no(_('Retention is known'))
    tag = TagFilterField(model)


class ReadyMadeClassificationsForm(PlainForm):
    agency = tenant_choice(_('Agency'), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields['agency'].help_text = _('Whose table gets them; empty: everybody’s')


class ClassifyForm(PlainForm):
    """The class of one paper, among those that are in force for its agency."""

    classification = forms.ModelChoiceField(label=_('Classification'), queryset=Classification.objects.none())

    def __init__(self, *args: Any, agency: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['classification'].queryset = classes_of(agency)
