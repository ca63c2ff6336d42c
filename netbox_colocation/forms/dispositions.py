"""Forms of disposition instructions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from netbox.forms import (
    NetBoxModelBulkEditForm,
    NetBoxModelFilterSetForm,
    NetBoxModelForm,
    NetBoxModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import TagFilterField
from utilities.forms.rendering import FieldSet

from ..models import DispositionInstruction
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, tenant_choice

__all__ = (
    'DispositionInstructionBulkEditForm',
    'DispositionInstructionFilterForm',
    'DispositionInstructionForm',
    'DispositionInstructionImportForm',
)


class DispositionInstructionForm(NetBoxModelForm):
    agency = tenant_choice(_('Agency'))

    fieldsets = (FieldSet('agency', 'key', 'text', 'weight', 'tags', name=_('Instruction')),)

    class Meta:
        model = DispositionInstruction
        fields = ('agency', 'key', 'text', 'weight', 'tags')


class DispositionInstructionImportForm(KeepDefaultsMixin, NetBoxModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))

    class Meta:
        model = DispositionInstruction
        fields = ('agency', 'key', 'text', 'weight', 'tags')


class DispositionInstructionBulkEditForm(NetBoxModelBulkEditForm):
    agency = tenant_choice(_('Agency'), required=False)
    weight = forms.IntegerField(label=_('Weight'), min_value=0, max_value=32767, required=False)

    model = DispositionInstruction
    fieldsets = (FieldSet('agency', 'weight'),)
    nullable_fields = ()


class DispositionInstructionFilterForm(NetBoxModelFilterSetForm):
    model = DispositionInstruction
    fieldsets = (FieldSet('q', 'filter_id', 'tag'), FieldSet('agency_id', name=_('Instruction')))
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    tag = TagFilterField(model)
