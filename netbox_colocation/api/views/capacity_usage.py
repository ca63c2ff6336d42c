"""Capacity usage, what-if, and metrics over REST: the figures of the pages."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from dcim.models import Location, Rack, Site
from netbox.api.authentication import TokenPermissions
from tenancy.models import Tenant

from ...capacity.forecast import Sample, foresee
from ...capacity.sampling import read_series
from ...capacity.usage import Figure, RackSums
from ...capacity.usage_scopes import all_sites, usage_of_location, usage_of_racks, usage_of_site, usage_of_tenant
from ...capacity.whatif import Fit, Loss
from ...capacity.whatif_asking import ask
from ...models import CapacityPool
from ...monitoring.capacity_metrics import CONTENT_TYPE, write_metrics
from ..base import ColocationGenericView
from ..negotiation import AnyMediaType
from ..serializers_.capacity_usage import (
    ColocationCapacityUsageQuerySerializer,
    ColocationCapacityUsageSerializer,
    ColocationWhatIfAnswerSerializer,
    ColocationWhatIfSerializer,
)

__all__ = ('CapacityMetricsView', 'CapacityUsageView', 'WhatIfView')

SAMPLED_DAYS = 365
WHAT_IF_RIGHTS = ['netbox_colocation.view_capacitypool', 'dcim.view_rack']


class _CapacityView(ColocationGenericView):
    """For whoever may view capacity pools; racks, prefixes and pools count as far as they may view them."""

    # NetBox reads the permission that a GET needs from here.
    queryset = CapacityPool.objects.all()
    renderer_classes = [JSONRenderer]
    filter_backends = []
    pagination_class = None

    def get_queryset(self) -> QuerySet[CapacityPool]:
        return super().get_queryset().restrict(self.request.user, 'view')


class CapacityUsageView(_CapacityView):
    """How much of each resource is used, held, asked for and free: of all sites, a site, a location or a tenant."""

    serializer_class = ColocationCapacityUsageSerializer

    @extend_schema(
        operation_id='plugins_colocation_capacity_usage',
        parameters=[ColocationCapacityUsageQuerySerializer],
        responses=ColocationCapacityUsageSerializer,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        query = ColocationCapacityUsageQuerySerializer(data=request.query_params, context={'request': request})
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        if 'site' in asked:
            results = _site(asked['site'], request)
        elif 'location' in asked:
            results = _location(asked['location'], request)
        elif 'tenant' in asked:
            results = _tenant(asked['tenant'], request)
        else:
            usages = all_sites(request.user)
            names = dict(Site.objects.filter(pk__in=usages).order_by().values_list('pk', 'name'))
            results = [_place('site', pk, names[pk], usage.figures, usage.sums) for pk, usage in usages.items()]
        return Response(ColocationCapacityUsageSerializer({'results': results}).data)


class WhatIfView(ColocationGenericView):
    """What a loss would do, and how many servers would still fit. Nothing is stored."""

    queryset = CapacityPool.objects.all()
    renderer_classes = [JSONRenderer]
    filter_backends = []
    pagination_class = None
    serializer_class = ColocationWhatIfSerializer

    class Permission(TokenPermissions):
        """Looking at pools and racks; a token must be allowed to write, as for every POST in NetBox."""

        perms_map = {**TokenPermissions.perms_map, 'POST': WHAT_IF_RIGHTS}

    def get_permissions(self) -> list[BasePermission]:
        return [self.Permission()]

    @extend_schema(
        operation_id='plugins_colocation_capacity_what_if',
        request=ColocationWhatIfSerializer,
        responses=ColocationWhatIfAnswerSerializer,
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = ColocationWhatIfSerializer(data=request.data, context={'request': request})
        asked.is_valid(raise_exception=True)
        answer = ask(asked.validated_data['question'], asked.validated_data['scenario'], user=request.user)
        shown = {
            'loss': None if answer.loss is None else _loss(answer.loss, answer.hidden),
            'fit': None if answer.fit is None else _fit(answer.fit),
        }
        return Response(ColocationWhatIfAnswerSerializer(shown).data)


class CapacityMetricsView(_CapacityView):
    """The same figures as Prometheus scrapes them: text format 0.0.4; a token for reading is enough."""

    content_negotiation_class = AnyMediaType

    @extend_schema(
        operation_id='plugins_colocation_capacity_metrics',
        parameters=[
            OpenApiParameter('tenants', OpenApiTypes.BOOL, description='Also what each tenant uses, by its slug')
        ],
        responses={(200, 'text/plain'): OpenApiTypes.STR},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        with_tenants = request.query_params.get('tenants', '').lower() in ('1', 'true')
        response = HttpResponse(write_metrics(request.user, with_tenants=with_tenants), content_type=CONTENT_TYPE)
        response['Cache-Control'] = 'private, no-cache'
        return response


def _site(site: Site, request: Request) -> list[dict[str, Any]]:
    found = usage_of_site(site.pk, request.user)
    names = dict(Location.objects.filter(pk__in=found.locations).order_by('path').values_list('pk', 'name'))
    series = _series(site=site.pk)
    return [
        _place('site', site.pk, site.name, found.site.figures, found.site.sums, series),
        *(
            _place('location', pk, name, found.locations[pk].figures, found.locations[pk].sums)
            for pk, name in names.items()
        ),
    ]


def _location(location: Location, request: Request) -> list[dict[str, Any]]:
    usage, _pools = usage_of_location(location, request.user)
    below = location.get_descendants(include_self=True).order_by().values('pk')
    racks = Rack.objects.restrict(request.user, 'view').filter(site=location.site_id, location__in=below)
    usages = usage_of_racks(racks, site=location.site_id)
    names = racks.order_by('location__path', 'name', 'pk').values_list('pk', 'name')
    series = _series(site=location.site_id, location=location.pk)
    return [
        _place('location', location.pk, location.name, usage.figures, usage.sums, series),
        *(_place('rack', pk, name, usages[pk].figures, usages[pk].sums) for pk, name in names if pk in usages),
    ]


def _tenant(tenant: Tenant, request: Request) -> list[dict[str, Any]]:
    found = usage_of_tenant(tenant, request.user)
    names = dict(
        Site.objects.restrict(request.user, 'view').filter(pk__in=[pk for pk in found if pk]).values_list('pk', 'name')
    )
    return [
        _place('tenant', tenant.pk, tenant.name, found.get(None, {}), None),
        *(_place('site', pk, name, found[pk], None) for pk, name in sorted(names.items(), key=lambda item: item[1])),
    ]


def _series(**place: int) -> dict[str, list[Sample]]:
    since = timezone.localdate() - datetime.timedelta(days=SAMPLED_DAYS)
    return read_series(**place, since=since)


def _place(
    kind: str,
    pk: int,
    name: str,
    figures: Mapping[str, Figure],
    sums: RackSums | None,
    series: Mapping[str, list[Sample]] | None = None,
) -> dict[str, Any]:
    return {
        'kind': kind,
        'id': pk,
        'name': name,
        'racks': sums.racks if sums else None,
        'overloaded_racks': sums.overloaded if sums else None,
        'worst_rack_watts': sums.worst if sums else None,
        'figures': [_figure(figure, (series or {}).get(resource)) for resource, figure in figures.items()],
    }


def _figure(figure: Figure, samples: list[Sample] | None) -> dict[str, Any]:
    forecast = asdict(foresee(samples, today=timezone.localdate())) if samples else None
    derived = {'unit': figure.unit, 'free': figure.free, 'share': figure.share, 'forecast': forecast}
    return {**asdict(figure), **derived}


def _loss(loss: Loss, hidden: int) -> dict[str, Any]:
    dark = [{'id': pk, 'name': name} for pk, name in loss.dark]
    return {
        'feeds': loss.feeds,
        'racks': loss.racks,
        'overloaded': loss.overloaded,
        'dark': dark,
        'lost': loss.lost,
        'unsure': loss.unsure,
        'hidden': hidden,
    }


def _fit(fit: Fit) -> dict[str, Any]:
    racks = [{'id': pk, 'name': name, 'count': count} for pk, name, count in fit.racks]
    return {'asked': fit.asked, 'count': fit.count, 'unsure': fit.unsure, 'racks': racks, 'limits': fit.limits}
