"""Filters of visitors and carried items."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Site
from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import CarryDirectionChoices, IdentityKindChoices, RequestStatusChoices
from ..models import AccessVisit, CarriedItem, Visitor
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('CarriedItemFilterSet', 'VisitorFilterSet')


@register_filterset
class VisitorFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('name', 'organisation', 'badge_number__iexact', 'visit__name', 'visit__case__number')
    visit_id = only_id('visit', AccessVisit.objects.all(), _('Access visit'))
    applicant_id, applicant = id_and_key('visit__applicant', Tenant.objects.all(), _('Applicant'))
    badge_site_id, badge_site = id_and_key('badge_site', Site.objects.all(), _('Site of the badge'))
    visit_status = any_of(RequestStatusChoices, field_name='visit__status', label=_('Status of the visit'))
    identity_kind = any_of(IdentityKindChoices)
    is_inside = django_filters.BooleanFilter(method='filter_inside', label=_('Let in, and not back yet'))
    has_badge = django_filters.BooleanFilter(method='filter_badge', label=_('Has a badge that is not back'))

    class Meta:
        model = Visitor
        fields = (
            'id', 'name', 'organisation', 'position', 'phone', 'email', 'identity_digits', 'is_leader', 'badge_number',
            'identity_checked', 'rules_accepted', 'admitted_at', 'checked_out_at', 'badge_returned_at', 'door_remark',
            'erased_at',
        )  # fmt: skip

    def filter_inside(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        inside = Q(admitted_at__isnull=False, checked_out_at__isnull=True)
        return queryset.filter(inside) if value else queryset.exclude(inside)

    def filter_badge(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        with_badge = Q(badge_returned_at__isnull=True) & ~Q(badge_number='')
        return queryset.filter(with_badge) if value else queryset.exclude(with_badge)


@register_filterset
class CarriedItemFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('name', 'serial', 'visit__name', 'visit__case__number', 'device__name')
    visit_id = only_id('visit', AccessVisit.objects.all(), _('Access visit'))
    applicant_id, applicant = id_and_key('visit__applicant', Tenant.objects.all(), _('Applicant'))
    device_id, device = id_and_key('device', Device.objects.all(), _('Device'), key='name')
    direction = any_of(CarryDirectionChoices)
    is_inside = django_filters.BooleanFilter(method='filter_inside', label=_('Brought in, and not taken out'))

    class Meta:
        model = CarriedItem
        fields = (
            'id', 'name', 'serial', 'quantity', 'came_in_at', 'went_out_at', 'door_remark', 'is_unannounced',
        )  # fmt: skip

    def filter_inside(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        inside = Q(came_in_at__isnull=False, went_out_at__isnull=True)
        return queryset.filter(inside) if value else queryset.exclude(inside)
