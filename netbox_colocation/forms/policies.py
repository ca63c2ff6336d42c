"""Forms of placement policies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, RackRole, Site
from netbox.forms import (
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant, TenantGroup
from utilities.forms import BOOLEAN_WITH_BLANK_CHOICES
from utilities.forms.fields import (
    CSVChoiceField,
    CSVModelMultipleChoiceField,
    DynamicModelChoiceField,
    DynamicModelMultipleChoiceField,
    TagFilterField,
)
from utilities.forms.rendering import FieldSet
from utilities.forms.utils import add_blank_choice

from ..choices import CapacityResourceChoices, FillOrderChoices
from ..constants import MAX_RACK_UNITS
from ..models import PlacementPolicy
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, location_choice, site_choice, yes_or_no

__all__ = (
    'PlacementPolicyBulkEditForm',
    'PlacementPolicyFilterForm',
    'PlacementPolicyForm',
    'PlacementPolicyImportForm',
)

# No resource at all: not the same as leaving the rule to another policy.
NOTHING = 'nothing'
RESOURCES = [(key, label) for key, label, *_color in CapacityResourceChoices.CHOICES]
SCOPE = ('site', 'location', 'rack_role', 'tenant_group')
RULES = ('fill_order', 'units_kept_free', 'derating_percent', 'accepts_towers', 'unknown_blocks')
WHOM = ('serves_groups', 'serves_tenants')


class UnknownBlocksField(forms.MultipleChoiceField):
    """Resources of which *unknown* blocks: some, none of them, or (empty) as a less specific policy says."""

    def __init__(self, **kwargs: Any) -> None:
        fields = {
            'label': _('Unknown blocks'),
            'choices': [(NOTHING, _('None of them')), *RESOURCES],
            'required': False,
            'help_text': _('Resources whose verdict “unknown” stands against acceptance. Empty: no rule here.'),
        }
        super().__init__(**{**fields, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return [NOTHING] if value == [] else value

    def clean(self, value: Any) -> list[str] | None:
        chosen = super().clean(value)
        if NOTHING in chosen and len(chosen) > 1:
            raise forms.ValidationError(_('Choose “none of them”, or resources: not both.'))
        return [] if NOTHING in chosen else (chosen or None)


class CSVUnknownBlocksField(UnknownBlocksField):
    """The same in a column of an import: keys, separated by commas."""

    STATIC_CHOICES = True
    widget = forms.TextInput

    def to_python(self, value: Any) -> list[str]:
        words = value.split(',') if isinstance(value, str) else value or []
        return [str(word).strip() for word in words if str(word).strip()]


class CSVYesNoField(forms.NullBooleanField):
    """Yes, no, or (an empty cell) no rule."""

    widget = forms.TextInput
    WORDS = {'true': True, 'yes': True, '1': True, 'false': False, 'no': False, '0': False, '': None, 'none': None}

    def to_python(self, value: Any) -> bool | None:
        word = '' if value is None else str(value).strip().lower()
        if word not in self.WORDS:
            raise forms.ValidationError(_('Write true or false, or leave it empty.'))
        return self.WORDS[word]

    def validate(self, value: bool | None) -> None:
        """Every word was looked at."""


def _accepts_towers() -> forms.NullBooleanField:
    return forms.NullBooleanField(
        label=_('Accepts towers'),
        required=False,
        widget=forms.Select(choices=BOOLEAN_WITH_BLANK_CHOICES),
        help_text=_('Whether servers that are not rack-mountable may come. Empty: no rule here.'),
    )


class PlacementPolicyForm(PrimaryModelForm):
    site = site_choice(required=False)
    location = location_choice()
    rack_role = DynamicModelChoiceField(label=_('Rack role'), queryset=RackRole.objects.all(), required=False)
    tenant_group = DynamicModelChoiceField(
        label=_('Tenant group'),
        queryset=TenantGroup.objects.all(),
        required=False,
        help_text=_('For requests of these applicants, with the groups inside'),
    )
    accepts_towers = _accepts_towers()
    unknown_blocks = UnknownBlocksField()
    serves_groups = DynamicModelMultipleChoiceField(
        label=_('Serves tenant groups'),
        queryset=TenantGroup.objects.all(),
        required=False,
        help_text=_('The racks serve these applicants only (with the tenants below); none at all: everybody'),
    )
    serves_tenants = DynamicModelMultipleChoiceField(
        label=_('Serves tenants'), queryset=Tenant.objects.all(), required=False
    )

    fieldsets = (
        FieldSet('name', 'weight', 'description', 'tags', name=_('Placement policy')),
        FieldSet(*SCOPE, name=_('For which racks and applicants (empty: all)')),
        FieldSet(*RULES, name=_('Rules (empty: as a less specific policy or the settings say)')),
        FieldSet(*WHOM, name=_('Whom the racks serve')),
    )

    class Meta:
        model = PlacementPolicy
        fields = ('name', 'weight', *SCOPE, *RULES, *WHOM, 'description', 'owner', 'comments', 'tags')


class PlacementPolicyImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    site = csv_choice(_('Site'), Site.objects.all(), _('Slug of the site'), required=False)
    location = csv_choice(_('Location'), Location.objects.all(), _('Slug of the location'), required=False)
    rack_role = csv_choice(_('Rack role'), RackRole.objects.all(), _('Slug of the rack role'), required=False)
    tenant_group = csv_choice(
        _('Tenant group'), TenantGroup.objects.all(), _('Slug of the tenant group'), required=False
    )
    fill_order = CSVChoiceField(
        label=_('Fill order'), choices=FillOrderChoices, required=False, help_text=_('Which rack goes first')
    )
    accepts_towers = CSVYesNoField(
        label=_('Accepts towers'), required=False, help_text=_('true, false, or empty for no rule')
    )
    unknown_blocks = CSVUnknownBlocksField(
        help_text=_('Resources, separated by commas, within double quotes; “nothing” for none of them')
    )
    serves_groups = CSVModelMultipleChoiceField(
        label=_('Serves tenant groups'), queryset=TenantGroup.objects.all(), required=False, to_field_name='slug',
        help_text=_('Slugs of tenant groups, separated by commas, within double quotes'),
    )  # fmt: skip
    serves_tenants = CSVModelMultipleChoiceField(
        label=_('Serves tenants'), queryset=Tenant.objects.all(), required=False, to_field_name='slug',
        help_text=_('Slugs of tenants, separated by commas, within double quotes'),
    )  # fmt: skip

    class Meta:
        model = PlacementPolicy
        fields = ('name', 'weight', *SCOPE, *RULES, *WHOM, 'description', 'owner', 'comments', 'tags')

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('site'):
            location = self.fields['location']
            location.queryset = location.queryset.filter(site__slug=data['site'])


class PlacementPolicyBulkEditForm(PrimaryModelBulkEditForm):
    weight = forms.IntegerField(label=_('Weight'), min_value=0, max_value=32767, required=False)
    site = site_choice(required=False)
    location = location_choice()
    rack_role = DynamicModelChoiceField(label=_('Rack role'), queryset=RackRole.objects.all(), required=False)
    tenant_group = DynamicModelChoiceField(label=_('Tenant group'), queryset=TenantGroup.objects.all(), required=False)
    fill_order = forms.ChoiceField(label=_('Fill order'), choices=add_blank_choice(FillOrderChoices), required=False)
    units_kept_free = forms.IntegerField(
        label=_('Units kept free'), min_value=0, max_value=MAX_RACK_UNITS, required=False
    )
    derating_percent = forms.IntegerField(label=_('Derating (%)'), min_value=1, max_value=100, required=False)
    accepts_towers = _accepts_towers()
    unknown_blocks = UnknownBlocksField()
    serves_groups = DynamicModelMultipleChoiceField(
        label=_('Serves tenant groups'), queryset=TenantGroup.objects.all(), required=False
    )
    serves_tenants = DynamicModelMultipleChoiceField(
        label=_('Serves tenants'), queryset=Tenant.objects.all(), required=False
    )

    model = PlacementPolicy
    fieldsets = (
        FieldSet('weight', 'description'),
        FieldSet(*SCOPE, name=_('For which racks and applicants')),
        FieldSet(*RULES, name=_('Rules')),
        FieldSet(*WHOM, name=_('Whom the racks serve')),
    )
    nullable_fields = (*SCOPE, *RULES, *WHOM, 'description', 'comments')


class PlacementPolicyFilterForm(PrimaryModelFilterSetForm):
    model = PlacementPolicy
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('site_id', 'location_id', 'rack_role_id', 'tenant_group_id', name=_('For')),
        FieldSet('fill_order', 'accepts_towers', 'unknown_blocks', name=_('Rules')),
        FieldSet('serves_group_id', 'serves_tenant_id', name=_('Whom the racks serve')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    site_id = filter_choices(_('Site'), Site.objects.all())
    location_id = filter_choices(_('Location'), Location.objects.all(), query_params={'site_id': '$site_id'})
    rack_role_id = filter_choices(_('Rack role'), RackRole.objects.all())
    tenant_group_id = filter_choices(_('Tenant group'), TenantGroup.objects.all())
    fill_order = forms.MultipleChoiceField(label=_('Fill order'), choices=FillOrderChoices, required=False)
    accepts_towers = yes_or_no(_('Accepts towers'))
    unknown_blocks = forms.MultipleChoiceField(
        label=_('Unknown blocks'), choices=CapacityResourceChoices, required=False
    )
    serves_group_id = filter_choices(_('Serves tenant group'), TenantGroup.objects.all())
    serves_tenant_id = filter_choices(_('Serves tenant'), Tenant.objects.all())
    tag = TagFilterField(model)
