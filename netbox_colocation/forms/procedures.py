"""Forms of procedures; a filter form of their versions, which only publishing writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from netbox.forms import (
    NetBoxModelFilterSetForm,
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import CSVChoiceField, DynamicModelChoiceField, JSONField, TagFilterField
from utilities.forms.rendering import FieldSet

from ..choices import SubjectKindChoices, VersionStateChoices
from ..models import Calendar, Procedure, ProcedureVersion
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, tenant_choice

__all__ = (
    'ProcedureBulkEditForm',
    'ProcedureFilterForm',
    'ProcedureForm',
    'ProcedureImportForm',
    'ProcedureVersionFilterForm',
)


def _calendar_choice() -> DynamicModelChoiceField:
    return DynamicModelChoiceField(
        label=_('Calendar'),
        queryset=Calendar.objects.all(),
        required=False,
        help_text=_('Working time of its limits; without one, the plugin’s settings'),
    )


class ProcedureForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'))
    calendar = _calendar_choice()
    settings = JSONField(
        label=_('Settings'),
        required=False,
        help_text=_('Who acts where the procedure leaves it open: {"roles": {"decider": "head"}}'),
    )

    fieldsets = (
        FieldSet('agency', 'key', 'name', 'subject_kind', 'description', 'tags', name=_('Procedure')),
        FieldSet('calendar', 'settings', name=_('How the agency runs it')),
    )

    class Meta:
        model = Procedure
        fields = (
            'agency', 'key', 'name', 'subject_kind', 'calendar', 'settings', 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip

    def clean_settings(self) -> dict[str, Any]:
        return self.cleaned_data['settings'] or {}


class ProcedureImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))
    subject_kind = CSVChoiceField(
        label=_('Subject'), choices=SubjectKindChoices, required=False, help_text=_('What the procedure is about')
    )
    calendar = csv_choice(_('Calendar'), Calendar.objects.all(), _('Name of the calendar'), by='name', required=False)

    class Meta:
        model = Procedure
        fields = (
            'agency', 'key', 'name', 'subject_kind', 'calendar', 'settings', 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip

    def clean_settings(self) -> dict[str, Any]:
        return self.cleaned_data['settings'] or {}


class ProcedureBulkEditForm(PrimaryModelBulkEditForm):
    agency = tenant_choice(_('Agency'), required=False)
    calendar = _calendar_choice()

    model = Procedure
    fieldsets = (FieldSet('agency', 'calendar', 'description'),)
    nullable_fields = ('calendar', 'description', 'comments')


class ProcedureFilterForm(PrimaryModelFilterSetForm):
    model = Procedure
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'subject_kind', 'calendar_id', name=_('Procedure')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    subject_kind = forms.MultipleChoiceField(label=_('Subject'), choices=SubjectKindChoices, required=False)
    calendar_id = filter_choices(_('Calendar'), Calendar.objects.all())
    tag = TagFilterField(model)


class ProcedureVersionFilterForm(NetBoxModelFilterSetForm):
    model = ProcedureVersion
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('procedure_id', 'state', name=_('Version')),
    )
    procedure_id = filter_choices(_('Procedure'), Procedure.objects.all())
    state = forms.MultipleChoiceField(label=_('State'), choices=VersionStateChoices, required=False)
    tag = TagFilterField(model)
