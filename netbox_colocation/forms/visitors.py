"""Forms of visitors and carried items; the form of their visit has them as rows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Device
from netbox.forms import NetBoxModelBulkEditForm, NetBoxModelFilterSetForm, NetBoxModelForm, NetBoxModelImportForm
from tenancy.models import Tenant
from utilities.forms.fields import CSVChoiceField, DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.utils import add_blank_choice
from utilities.forms.widgets import BulkEditNullBooleanSelect, DateTimePicker

from ..choices import CarryDirectionChoices, IdentityKindChoices, RequestStatusChoices
from ..models import AccessVisit, CarriedItem, Visitor
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, yes_or_no

__all__ = (
    'CarriedItemBulkEditForm',
    'CarriedItemFilterForm',
    'CarriedItemForm',
    'CarriedItemImportForm',
    'VisitorBulkEditForm',
    'VisitorFilterForm',
    'VisitorForm',
    'VisitorImportForm',
)


def visit_choice() -> DynamicModelChoiceField:
    """Return a field that chooses a visit that may still change."""
    return DynamicModelChoiceField(
        label=_('Visit'),
        queryset=AccessVisit.objects.all(),
        query_params={'status': [RequestStatusChoices.DRAFT, RequestStatusChoices.RETURNED]},
        selector=True,
    )


class VisitorForm(NetBoxModelForm):
    visit = visit_choice()

    fieldsets = (
        FieldSet('visit', 'name', 'organisation', 'position', 'is_leader', 'tags', name=_('Visitor')),
        FieldSet('phone', 'email', name=_('Contact')),
        FieldSet('identity_kind', 'identity_digits', name=_('Proof of identity')),
    )

    class Meta:
        model = Visitor
        fields = (
            'visit', 'name', 'organisation', 'position', 'phone', 'email', 'identity_kind', 'identity_digits',
            'is_leader', 'tags',
        )  # fmt: skip


class VisitorImportForm(KeepDefaultsMixin, NetBoxModelImportForm):
    visit = csv_choice(_('Visit'), AccessVisit.objects.all(), _('ID of the access visit'), by=None)
    identity_kind = CSVChoiceField(
        label=_('Proof of identity'), choices=IdentityKindChoices, required=False, help_text=_('Its kind')
    )

    class Meta:
        model = Visitor
        fields = (
            'visit', 'name', 'organisation', 'position', 'phone', 'email', 'identity_kind', 'identity_digits',
            'is_leader', 'tags',
        )  # fmt: skip


class VisitorBulkEditForm(NetBoxModelBulkEditForm):
    organisation = forms.CharField(label=_('Organisation'), max_length=100, required=False)
    position = forms.CharField(label=_('Position'), max_length=100, required=False)
    is_leader = forms.NullBooleanField(
        label=_('In charge of the visitors'), required=False, widget=BulkEditNullBooleanSelect()
    )

    model = Visitor
    fieldsets = (FieldSet('organisation', 'position', 'is_leader'),)
    nullable_fields = ('organisation', 'position')


class VisitorFilterForm(NetBoxModelFilterSetForm):
    model = Visitor
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('visit_id', 'visit_status', 'applicant_id', 'organisation', name=_('Visitor')),
        FieldSet('is_inside', 'has_badge', 'badge_number', 'admitted_at__gte', 'admitted_at__lte', name=_('Door')),
    )
    selector_fields = ('filter_id', 'q', 'visit_id')
    visit_id = filter_choices(_('Visit'), AccessVisit.objects.all())
    visit_status = forms.MultipleChoiceField(
        label=_('Status of the visit'), choices=RequestStatusChoices, required=False
    )
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    organisation = forms.CharField(label=_('Organisation'), required=False)
    is_inside = yes_or_no(_('Inside now'))
    has_badge = yes_or_no(_('Has a badge that is not back'))
    badge_number = forms.CharField(label=_('Badge'), required=False)
    admitted_at__gte = forms.DateTimeField(label=_('Checked in from'), required=False, widget=DateTimePicker())
    admitted_at__lte = forms.DateTimeField(label=_('Checked in until'), required=False, widget=DateTimePicker())
    tag = TagFilterField(model)


class CarriedItemForm(NetBoxModelForm):
    visit = visit_choice()
    device = DynamicModelChoiceField(
        label=_('Device'),
        queryset=Device.objects.all(),
        required=False,
        selector=True,
        help_text=_('Found by the serial number when left empty'),
    )

    fieldsets = (FieldSet('visit', 'name', 'serial', 'quantity', 'direction', 'device', 'tags', name=_('Item')),)

    class Meta:
        model = CarriedItem
        fields = ('visit', 'name', 'serial', 'quantity', 'direction', 'device', 'tags')


class CarriedItemImportForm(KeepDefaultsMixin, NetBoxModelImportForm):
    visit = csv_choice(_('Visit'), AccessVisit.objects.all(), _('ID of the access visit'), by=None)
    direction = CSVChoiceField(
        label=_('Direction'), choices=CarryDirectionChoices, required=False, help_text=_('Empty: in and out again')
    )
    device = csv_choice(_('Device'), Device.objects.all(), _('Name of the device'), by='name', required=False)

    class Meta:
        model = CarriedItem
        fields = ('visit', 'name', 'serial', 'quantity', 'direction', 'device', 'tags')


class CarriedItemBulkEditForm(NetBoxModelBulkEditForm):
    direction = forms.ChoiceField(label=_('Direction'), choices=add_blank_choice(CarryDirectionChoices), required=False)
    quantity = forms.IntegerField(label=_('Quantity'), min_value=1, required=False)

    model = CarriedItem
    fieldsets = (FieldSet('direction', 'quantity'),)
    nullable_fields = ()


class CarriedItemFilterForm(NetBoxModelFilterSetForm):
    model = CarriedItem
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('visit_id', 'applicant_id', 'serial', 'direction', 'device_id', name=_('Item')),
        FieldSet('is_inside', 'is_unannounced', name=_('Door')),
    )
    selector_fields = ('filter_id', 'q', 'visit_id')
    visit_id = filter_choices(_('Visit'), AccessVisit.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    serial = forms.CharField(label=_('Serial number'), required=False)
    direction = forms.MultipleChoiceField(label=_('Direction'), choices=CarryDirectionChoices, required=False)
    device_id = filter_choices(_('Device'), Device.objects.all())
    is_inside = yes_or_no(_('Inside now'))
    is_unannounced = yes_or_no(_('Not announced'))
    tag = TagFilterField(model)
