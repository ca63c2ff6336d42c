"""Forms of procedures; a filter form of their versions, which only publishing writes."""

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
from utilities.forms.fields import CSVChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet

from ..choices import SubjectKindChoices, VersionStateChoices
from ..models import Procedure, ProcedureVersion
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, tenant_choice

__all__ = (
    'ProcedureBulkEditForm',
    'ProcedureFilterForm',
    'ProcedureForm',
    'ProcedureImportForm',
    'ProcedureVersionFilterForm',
)


class ProcedureForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'))

    fieldsets = (FieldSet('agency', 'key', 'name', 'subject_kind', 'description', 'tags', name=_('Procedure')),)

    class Meta:
        model = Procedure
        fields = ('agency', 'key', 'name', 'subject_kind', 'description', 'owner', 'comments', 'tags')


class ProcedureImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))
    subject_kind = CSVChoiceField(
        label=_('Subject'), choices=SubjectKindChoices, required=False, help_text=_('What the procedure is about')
    )

    class Meta:
        model = Procedure
        fields = ('agency', 'key', 'name', 'subject_kind', 'description', 'owner', 'comments', 'tags')


class ProcedureBulkEditForm(PrimaryModelBulkEditForm):
    agency = tenant_choice(_('Agency'), required=False)

    model = Procedure
    fieldsets = (FieldSet('agency', 'description'),)
    nullable_fields = ('description', 'comments')


class ProcedureFilterForm(PrimaryModelFilterSetForm):
    model = Procedure
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'subject_kind', name=_('Procedure')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    subject_kind = forms.MultipleChoiceField(label=_('Subject'), choices=SubjectKindChoices, required=False)
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
