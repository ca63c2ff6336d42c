"""Forms of roles, appointments and representatives."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from netbox.forms import (
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms import add_blank_choice
from utilities.forms.fields import CSVChoiceField, DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker

from ..choices import HolderCapacityChoices
from ..models import Appointment, ProcedureRole, Representative
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, tenant_choice, user_choice, yes_or_no

__all__ = (
    'AppointmentBulkEditForm',
    'AppointmentFilterForm',
    'AppointmentForm',
    'AppointmentImportForm',
    'ProcedureRoleBulkEditForm',
    'ProcedureRoleFilterForm',
    'ProcedureRoleForm',
    'ProcedureRoleImportForm',
    'RepresentativeBulkEditForm',
    'RepresentativeFilterForm',
    'RepresentativeForm',
    'RepresentativeImportForm',
)


def _superior_choice() -> DynamicModelChoiceField:
    return DynamicModelChoiceField(
        label=_('Superior'),
        queryset=ProcedureRole.objects.all(),
        required=False,
        query_params={'agency_id': '$agency'},
        help_text=_('The office that is told when a task is late, and that may grant a step back'),
    )


class ProcedureRoleForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'))
    superior = _superior_choice()

    fieldsets = (FieldSet('agency', 'key', 'name', 'superior', 'description', 'tags', name=_('Role')),)

    class Meta:
        model = ProcedureRole
        fields = ('agency', 'key', 'name', 'superior', 'description', 'owner', 'comments', 'tags')


class ProcedureRoleImportForm(PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))
    superior = csv_choice(
        _('Superior'), ProcedureRole.objects.all(), _('Key of the superior role'), by='key', required=False
    )

    class Meta:
        model = ProcedureRole
        fields = ('agency', 'key', 'name', 'superior', 'description', 'owner', 'comments', 'tags')

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('agency'):
            superiors = self.fields['superior'].queryset
            self.fields['superior'].queryset = superiors.filter(agency__slug=data['agency'])


class ProcedureRoleBulkEditForm(PrimaryModelBulkEditForm):
    agency = tenant_choice(_('Agency'), required=False)
    superior = _superior_choice()

    model = ProcedureRole
    fieldsets = (FieldSet('agency', 'superior', 'description'),)
    nullable_fields = ('superior', 'description', 'comments')


class ProcedureRoleFilterForm(PrimaryModelFilterSetForm):
    model = ProcedureRole
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'superior_id', name=_('Role')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    superior_id = filter_choices(_('Superior'), ProcedureRole.objects.all(), query_params={'agency_id': '$agency_id'})
    tag = TagFilterField(model)


class AppointmentForm(PrimaryModelForm):
    role = DynamicModelChoiceField(label=_('Role'), queryset=ProcedureRole.objects.all(), selector=True)
    user = user_choice(required=False)

    fieldsets = (
        FieldSet('role', 'user', 'description', 'tags', name=_('Appointment')),
        FieldSet('holder_name', 'rank', 'employee_number', 'capacity', 'decree', name=_('As letters print it')),
        FieldSet('valid_from', 'valid_until', name=_('Term')),
    )

    class Meta:
        model = Appointment
        fields = (
            'role', 'user', 'holder_name', 'rank', 'employee_number', 'capacity', 'decree', 'valid_from',
            'valid_until', 'description',
            'owner', 'comments', 'tags',
        )  # fmt: skip
        widgets = {'valid_from': DatePicker(), 'valid_until': DatePicker()}


class AppointmentImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    agency = csv_choice(
        _('Agency'), Tenant.objects.all(), _('Slug of the role’s agency, where the key alone is not enough'),
        required=False,
    )  # fmt: skip
    role = csv_choice(_('Role'), ProcedureRole.objects.all(), _('Key of the role'), by='key')
    user = csv_choice(
        _('User'), get_user_model().objects.all(), _('User name of the holder'), by='username', required=False
    )
    capacity = CSVChoiceField(
        label=_('Capacity'), choices=HolderCapacityChoices, required=False, help_text=_('In which capacity')
    )

    class Meta:
        model = Appointment
        fields = (
            'agency', 'role', 'user', 'holder_name', 'rank', 'employee_number', 'capacity', 'decree', 'valid_from',
            'valid_until',
            'description', 'owner', 'comments', 'tags',
        )  # fmt: skip

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('agency'):
            roles = self.fields['role'].queryset
            self.fields['role'].queryset = roles.filter(agency__slug=data['agency'])


class AppointmentBulkEditForm(PrimaryModelBulkEditForm):
    capacity = forms.ChoiceField(label=_('Capacity'), choices=add_blank_choice(HolderCapacityChoices), required=False)
    decree = forms.CharField(label=_('Decree'), max_length=100, required=False)
    valid_from = forms.DateField(label=_('Valid from'), required=False, widget=DatePicker())
    valid_until = forms.DateField(label=_('Valid until'), required=False, widget=DatePicker())

    model = Appointment
    fieldsets = (FieldSet('capacity', 'decree', 'valid_from', 'valid_until', 'description'),)
    nullable_fields = ('decree', 'valid_until', 'description', 'comments')


class AppointmentFilterForm(PrimaryModelFilterSetForm):
    model = Appointment
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'role_id', 'user_id', 'capacity', 'is_current', name=_('Appointment')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    role_id = filter_choices(_('Role'), ProcedureRole.objects.all(), query_params={'agency_id': '$agency_id'})
    user_id = filter_choices(_('User'), get_user_model().objects.all())
    capacity = forms.MultipleChoiceField(label=_('Capacity'), choices=HolderCapacityChoices, required=False)
    is_current = yes_or_no(_('Current'))
    tag = TagFilterField(model)


class RepresentativeForm(PrimaryModelForm):
    tenant = tenant_choice(_('Tenant'))
    user = user_choice()

    fieldsets = (
        FieldSet('tenant', 'user', 'position', 'description', 'tags', name=_('Representative')),
        FieldSet('valid_from', 'valid_until', name=_('Term')),
    )

    class Meta:
        model = Representative
        fields = (
            'tenant', 'user', 'position', 'valid_from', 'valid_until', 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip
        widgets = {'valid_from': DatePicker(), 'valid_until': DatePicker()}


class RepresentativeImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    tenant = csv_choice(_('Tenant'), Tenant.objects.all(), _('Slug of the applicant agency'))
    user = csv_choice(_('User'), get_user_model().objects.all(), _('User name'), by='username')

    class Meta:
        model = Representative
        fields = (
            'tenant', 'user', 'position', 'valid_from', 'valid_until', 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip


class RepresentativeBulkEditForm(PrimaryModelBulkEditForm):
    position = forms.CharField(label=_('Position'), max_length=100, required=False)
    valid_from = forms.DateField(label=_('Valid from'), required=False, widget=DatePicker())
    valid_until = forms.DateField(label=_('Valid until'), required=False, widget=DatePicker())

    model = Representative
    fieldsets = (FieldSet('position', 'valid_from', 'valid_until', 'description'),)
    nullable_fields = ('position', 'valid_until', 'description', 'comments')


class RepresentativeFilterForm(PrimaryModelFilterSetForm):
    model = Representative
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('tenant_id', 'user_id', 'is_current', name=_('Representative')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    tenant_id = filter_choices(_('Tenant'), Tenant.objects.all())
    user_id = filter_choices(_('User'), get_user_model().objects.all())
    is_current = yes_or_no(_('Current'))
    tag = TagFilterField(model)
