"""Filters of extensions."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import ExtensionStateChoices
from ..models import ColocationRequest, Extension
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('ExtensionFilterSet',)


@register_filterset
class ExtensionFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('request__name', 'reason', 'answer')
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    applicant_id, applicant = id_and_key('request__applicant', Tenant.objects.all(), _('Applicant'))
    state = any_of(ExtensionStateChoices)
    asked_by_id, asked_by = id_and_key('asked_by', get_user_model().objects.all(), _('Asked by'), key='username')
    decided_by_id, decided_by = id_and_key(
        'decided_by', get_user_model().objects.all(), _('Decided by'), key='username'
    )

    class Meta:
        model = Extension
        fields = ('id', 'until', 'reason', 'asked_at', 'decided_at', 'answer')
