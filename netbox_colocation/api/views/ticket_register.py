"""The register of service requests and incidents as a file."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from tenancy.models import Tenant

from ...choices import TicketKindChoices
from ...maintenance.register import list_register
from ...models import MaintenanceTicket, Procedure
from ...ui.spreadsheets import XLSX
from ...ui.ticket_register import FORMATS, serve_register
from ..negotiation import AnyMediaType

__all__ = ('RegisterMixin',)


class ColocationRegisterQuerySerializer(serializers.Serializer):
    """Which agency's register, of which days (this year, unless said), and as what file."""

    agency = serializers.PrimaryKeyRelatedField(queryset=Tenant.objects.all())
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    kind = serializers.ChoiceField(choices=TicketKindChoices, required=False, default='')
    format = serializers.ChoiceField(choices=FORMATS, required=False, default='csv')

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        today = timezone.localdate()
        since = data.get('since') or datetime.date(today.year, 1, 1)
        until = data.get('until') or max(today, since)
        if until < since:
            raise serializers.ValidationError({'until': 'The span ends before it begins.'})
        return {**data, 'since': since, 'until': until}


class RegisterMixin:
    """Adds `register/` to the viewset of tickets."""

    @extend_schema(
        operation_id='plugins_colocation_maintenance_tickets_register_retrieve',
        parameters=[ColocationRegisterQuerySerializer],
        responses={
            (200, 'text/csv'): OpenApiTypes.BINARY,
            (200, XLSX): OpenApiTypes.BINARY,
            (200, 'application/pdf'): OpenApiTypes.BINARY,
        },
        filters=False,
    )
    @action(
        detail=False,
        methods=['get'],
        pagination_class=None,
        renderer_classes=[JSONRenderer],
        content_negotiation_class=AnyMediaType,
    )
    def register(self, request: Request) -> HttpResponse:
        """The register of an agency whose procedures the user may view: `format` is `csv`, `xlsx` or `pdf`."""
        query = ColocationRegisterQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        if not Procedure.objects.restrict(request.user, 'view').filter(agency=asked['agency']).exists():
            raise PermissionDenied
        book = list_register(
            asked['agency'],
            asked['since'],
            asked['until'],
            kind=asked['kind'],
            tickets=MaintenanceTicket.objects.restrict(request.user, 'view'),
        )
        return serve_register(book, kind=asked['format'])
