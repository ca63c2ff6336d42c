"""Forms of room policies, the no-entry list and access rights."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, Site
from netbox.forms import (
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms import add_blank_choice
from utilities.forms.fields import CSVChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker

from ..choices import AccessMeansChoices, IdentityKindChoices
from ..models import AccessRight, EntryBan, RoomPolicy
from .fields import (
    KeepDefaultsMixin,
    csv_choice,
    filter_choices,
    location_choice,
    site_choice,
    tenant_choice,
    user_choice,
    yes_or_no,
)

__all__ = (
    'AccessRightBulkEditForm',
    'AccessRightFilterForm',
    'AccessRightForm',
    'AccessRightImportForm',
    'EntryBanBulkEditForm',
    'EntryBanFilterForm',
    'EntryBanForm',
    'EntryBanImportForm',
    'RevokeRightForm',
    'RoomPolicyBulkEditForm',
    'RoomPolicyFilterForm',
    'RoomPolicyForm',
    'RoomPolicyImportForm',
)

ROOM_RULES = ('most_people', 'early_minutes', 'grace_minutes', 'rules')
WHO_IS_BARRED = ('agency', 'name', 'organisation', 'identity_kind', 'identity_digits', 'reason')
WHOSE = ('agency', 'holder_name', 'tenant', 'user', 'reason')
WHERE = ('site', 'location', 'means', 'number')
TERM = ('valid_from', 'valid_until')
LAST = ('description', 'owner', 'comments', 'tags')
DAYS = {'valid_from': DatePicker(), 'valid_until': DatePicker()}


def _csv_place(form: Any, data: Any) -> None:
    """Take a location by its slug among those of the site that the row names."""
    if data and data.get('site'):
        location = form.fields['location']
        location.queryset = location.queryset.filter(site__slug=data['site'])


class RoomPolicyForm(PrimaryModelForm):
    site = site_choice()
    location = location_choice()

    fieldsets = (
        FieldSet('site', 'location', 'description', 'tags', name=_('Room (without a location: all of the site)')),
        FieldSet(*ROOM_RULES, name=_('Rules')),
    )

    class Meta:
        model = RoomPolicy
        fields = ('site', 'location', *ROOM_RULES, *LAST)


class RoomPolicyImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    site = csv_choice(_('Site'), Site.objects.all(), _('Slug of the site'))
    location = csv_choice(_('Location'), Location.objects.all(), _('Slug of the location'), required=False)

    class Meta:
        model = RoomPolicy
        fields = ('site', 'location', *ROOM_RULES, *LAST)

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        _csv_place(self, data)


class RoomPolicyBulkEditForm(PrimaryModelBulkEditForm):
    most_people = forms.IntegerField(label=_('Most people'), min_value=0, max_value=32767, required=False)
    early_minutes = forms.IntegerField(label=_('Early (minutes)'), min_value=0, max_value=32767, required=False)
    grace_minutes = forms.IntegerField(label=_('Grace (minutes)'), min_value=0, max_value=32767, required=False)
    rules = forms.CharField(label=_('House rules'), widget=forms.Textarea, required=False)

    model = RoomPolicy
    fieldsets = (FieldSet(*ROOM_RULES, 'description'),)
    nullable_fields = ('most_people', 'rules', 'description', 'comments')


class RoomPolicyFilterForm(PrimaryModelFilterSetForm):
    model = RoomPolicy
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('site_id', 'location_id', name=_('Room')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    site_id = filter_choices(_('Site'), Site.objects.all())
    location_id = filter_choices(_('Location'), Location.objects.all(), query_params={'site_id': '$site_id'})
    tag = TagFilterField(model)


class EntryBanForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'))

    fieldsets = (
        FieldSet(*WHO_IS_BARRED, 'description', 'tags', name=_('Who is barred')),
        FieldSet(*TERM, name=_('Term')),
    )

    class Meta:
        model = EntryBan
        fields = (*WHO_IS_BARRED, *TERM, *LAST)
        widgets = DAYS


class EntryBanImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))
    identity_kind = CSVChoiceField(
        label=_('Proof of identity'),
        choices=IdentityKindChoices,
        required=False,
        help_text=_('Which proof of identity the digits are of'),
    )

    class Meta:
        model = EntryBan
        fields = (*WHO_IS_BARRED, *TERM, *LAST)


class EntryBanBulkEditForm(PrimaryModelBulkEditForm):
    reason = forms.CharField(label=_('Reason'), widget=forms.Textarea, required=False)
    valid_from = forms.DateField(label=_('Valid from'), required=False, widget=DatePicker())
    valid_until = forms.DateField(label=_('Valid until'), required=False, widget=DatePicker())

    model = EntryBan
    fieldsets = (FieldSet('reason', *TERM, 'description'),)
    nullable_fields = ('valid_until', 'description', 'comments')


class EntryBanFilterForm(PrimaryModelFilterSetForm):
    model = EntryBan
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'identity_kind', 'is_current', name=_('No-entry list')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    identity_kind = forms.MultipleChoiceField(label=_('Proof of identity'), choices=IdentityKindChoices, required=False)
    is_current = yes_or_no(_('Current'))
    tag = TagFilterField(model)


class AccessRightForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'))
    tenant = tenant_choice(_('Tenant'), required=False)
    user = user_choice(required=False)
    site = site_choice()
    location = location_choice()

    fieldsets = (
        FieldSet(*WHOSE, 'description', 'tags', name=_('Who may enter, and why')),
        FieldSet(*WHERE, name=_('Where, and with what')),
        FieldSet(*TERM, name=_('Term')),
    )

    class Meta:
        model = AccessRight
        fields = (*WHOSE, *WHERE, *TERM, *LAST)
        widgets = DAYS


class AccessRightImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))
    tenant = csv_choice(_('Tenant'), Tenant.objects.all(), _('Slug of the tenant whose person it is'), required=False)
    user = csv_choice(_('User'), get_user_model().objects.all(), _('User name'), by='username', required=False)
    site = csv_choice(_('Site'), Site.objects.all(), _('Slug of the site'))
    location = csv_choice(_('Location'), Location.objects.all(), _('Slug of the location'), required=False)
    means = CSVChoiceField(
        label=_('Means'), choices=AccessMeansChoices, required=False, help_text=_('With what the room is opened')
    )

    class Meta:
        model = AccessRight
        fields = (*WHOSE, *WHERE, *TERM, *LAST)

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        _csv_place(self, data)


class AccessRightBulkEditForm(PrimaryModelBulkEditForm):
    tenant = tenant_choice(_('Tenant'), required=False)
    means = forms.ChoiceField(label=_('Means'), choices=add_blank_choice(AccessMeansChoices), required=False)
    reason = forms.CharField(label=_('Reason'), widget=forms.Textarea, required=False)
    valid_from = forms.DateField(label=_('Valid from'), required=False, widget=DatePicker())
    valid_until = forms.DateField(label=_('Valid until'), required=False, widget=DatePicker())

    model = AccessRight
    fieldsets = (FieldSet('tenant', 'means', 'reason', *TERM, 'description'),)
    nullable_fields = ('tenant', 'valid_until', 'description', 'comments')


class AccessRightFilterForm(PrimaryModelFilterSetForm):
    model = AccessRight
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'tenant_id', 'user_id', 'means', 'is_current', 'is_revoked', name=_('Access right')),
        FieldSet('site_id', 'location_id', name=_('Where')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    tenant_id = filter_choices(_('Tenant'), Tenant.objects.all())
    user_id = filter_choices(_('User'), get_user_model().objects.all())
    means = forms.MultipleChoiceField(label=_('Means'), choices=AccessMeansChoices, required=False)
    is_current = yes_or_no(_('Current'))
    is_revoked = yes_or_no(_('Revoked'))
    site_id = filter_choices(_('Site'), Site.objects.all())
    location_id = filter_choices(_('Location'), Location.objects.all(), query_params={'site_id': '$site_id'})
    tag = TagFilterField(model)


class RevokeRightForm(forms.Form):
    """Why somebody may not enter any more."""

    reason = forms.CharField(label=_('Reason'), max_length=300, help_text=_('E.g. moved to another office'))
