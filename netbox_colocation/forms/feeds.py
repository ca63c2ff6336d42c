"""Forms of calendar feeds. There is none to import or to change many: each feed has an address that is shown once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, Site
from netbox.forms import NetBoxModelFilterSetForm, NetBoxModelForm
from tenancy.models import Tenant
from utilities.forms.fields import DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker

from ..choices import FeedContentChoices, FeedScopeChoices
from ..models import CalendarFeed
from .fields import filter_choices, location_choice, site_choice, yes_or_no

__all__ = ('CalendarFeedFilterForm', 'CalendarFeedForm')


class CalendarFeedForm(NetBoxModelForm):
    site = site_choice(required=False)
    location = location_choice()
    tenant = DynamicModelChoiceField(
        label=_('Agency'), queryset=Tenant.objects.all(), required=False, help_text=_('For the calendar of an agency')
    )

    fieldsets = (
        FieldSet('name', 'content', 'scope', 'site', 'location', 'tenant', 'expires_on', 'tags', name=_('Feed')),
    )

    class Meta:
        model = CalendarFeed
        fields = ('name', 'content', 'scope', 'site', 'location', 'tenant', 'expires_on', 'tags')
        widgets = {'expires_on': DatePicker()}


class CalendarFeedFilterForm(NetBoxModelFilterSetForm):
    model = CalendarFeed
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('scope', 'content', 'site_id', 'location_id', 'tenant_id', 'is_revoked', name=_('Feed')),
    )
    scope = forms.MultipleChoiceField(label=_('Scope'), choices=FeedScopeChoices, required=False)
    content = forms.MultipleChoiceField(label=_('Content'), choices=FeedContentChoices, required=False)
    site_id = filter_choices(_('Site'), Site.objects.all())
    location_id = filter_choices(_('Location'), Location.objects.all(), query_params={'site_id': '$site_id'})
    tenant_id = filter_choices(_('Agency'), Tenant.objects.all())
    is_revoked = yes_or_no(_('Revoked'))
    tag = TagFilterField(model)
