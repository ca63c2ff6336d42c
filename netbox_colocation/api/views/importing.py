"""Imports over REST: requests, and servers that stand already, from a file or from lines."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from dcim.models import Device
from netbox.api.authentication import TokenPermissions

from ...intake.columns import REQUEST_COLUMNS, SERVER_COLUMNS, Column
from ...intake.files import read_bounded, read_grids
from ...intake.headings import MOST_LINES, Table, read_lines, read_table
from ...intake.reports import Report
from ...intake.requests import RequestDefaults, import_requests
from ...intake.servers import ServerDefaults, import_servers
from ...models import ColocationRequest
from ..base import ColocationGenericView
from ..errors import ColocationErrorSerializer
from ..serializers_.importing import (
    ColocationImportColumnSerializer,
    ColocationImportReportSerializer,
    ColocationRequestImportSerializer,
    ColocationServerImportSerializer,
)

__all__ = ('ImportRequestsView', 'ImportServersView')

REQUEST_RIGHTS = ['netbox_colocation.add_colocationrequest', 'netbox_colocation.add_requestedserver']
SERVER_RIGHTS = ['dcim.add_device']
ANSWERS = {201: ColocationImportReportSerializer, **dict.fromkeys((400, 403), ColocationErrorSerializer)}
REQUEST_EXAMPLE = OpenApiExample(
    'one server',
    value={
        'site': 1,
        'procedure': 1,
        'lines': [
            {
                'agency': 'Dinas Kesehatan',
                'request': 'Health records',
                'name': 'sik-db',
                'make_model': 'Dell PowerEdge R740',
                'u_height': '2',
                'power_draw': '450',
            }
        ],
    },
    media_type='application/json',
    request_only=True,
)
SERVER_EXAMPLE = OpenApiExample(
    'one server',
    value={
        'site': 1,
        'monitor': True,
        'lines': [
            {
                'agency': 'Dinas Kesehatan',
                'name': 'sik-db',
                'rack': 'R01',
                'unit': '12-13',
                'make_model': 'Dell PowerEdge R740',
                'private_address': '10.20.0.15',
            }
        ],
    },
    media_type='application/json',
    request_only=True,
)


class _ImportView(ColocationGenericView):
    parser_classes = [JSONParser, MultiPartParser]
    renderer_classes = [JSONRenderer]
    filter_backends = []
    pagination_class = None
    columns: ClassVar[Mapping[str, Column]]
    rights: ClassVar[list[str]]

    def get_permissions(self) -> list[BasePermission]:
        permission = TokenPermissions()
        permission.perms_map = {**permission.perms_map, 'GET': self.rights, 'POST': self.rights}
        return [permission]

    def _describe(self) -> Response:
        rows = [
            {
                'key': column.key,
                'indonesian': column.indonesian,
                'english': column.english,
                'example': column.example,
                'is_required': column.is_required,
                'others': column.other_names,
            }
            for column in self.columns.values()
        ]
        return Response(ColocationImportColumnSerializer(rows, many=True).data)

    def _import(self, request: Request) -> Response:
        body = self.serializer_class(data=request.data, context={'request': request})
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        report = self.carry_out(self._read(sent), sent, request).demand()
        answer = {'lines': report.lines, 'notes': report.notes, 'made': [made.as_dict() for made in report.made]}
        return Response(ColocationImportReportSerializer(answer).data, status=status.HTTP_201_CREATED)

    def _read(self, sent: Mapping[str, Any]) -> Table:
        if lines := sent.get('lines'):
            return read_lines(lines, self.columns, most_lines=MOST_LINES)
        grids = read_grids(read_bounded(sent['file']), most_lines=MOST_LINES, sheet=sent['sheet'])
        return read_table(grids, self.columns, most_lines=MOST_LINES)

    def carry_out(self, table: Table, sent: Mapping[str, Any], request: Request) -> Report:
        raise NotImplementedError


class ImportRequestsView(_ImportView):
    """Colocation requests from an agency's sheet. They are drafts: whoever may submit them does it as always."""

    queryset = ColocationRequest.objects.all()
    serializer_class = ColocationRequestImportSerializer
    columns = REQUEST_COLUMNS
    rights = REQUEST_RIGHTS

    @extend_schema(
        operation_id='plugins_colocation_imports_requests_columns',
        responses=ColocationImportColumnSerializer(many=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the columns that a table of requests may have."""
        return self._describe()

    @extend_schema(
        operation_id='plugins_colocation_imports_requests',
        request={
            'application/json': ColocationRequestImportSerializer,
            'multipart/form-data': ColocationRequestImportSerializer,
        },
        responses=ANSWERS,
        examples=[REQUEST_EXAMPLE],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a draft for every request of a table, with its servers; refused with the problems of all lines."""
        return self._import(request)

    def carry_out(self, table: Table, sent: Mapping[str, Any], request: Request) -> Report:
        defaults = RequestDefaults(site=sent['site'], procedure=sent['procedure'], applicant=sent['agency'])
        return import_requests(table, defaults, actor=request.user)


class ImportServersView(_ImportView):
    """Servers that stand already, from an inventory sheet: devices, made through the guards of an installation."""

    queryset = Device.objects.all()
    serializer_class = ColocationServerImportSerializer
    columns = SERVER_COLUMNS
    rights = SERVER_RIGHTS

    @extend_schema(
        operation_id='plugins_colocation_imports_servers_columns',
        responses=ColocationImportColumnSerializer(many=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the columns that a table of servers may have."""
        return self._describe()

    @extend_schema(
        operation_id='plugins_colocation_imports_servers',
        request={
            'application/json': ColocationServerImportSerializer,
            'multipart/form-data': ColocationServerImportSerializer,
        },
        responses=ANSWERS,
        examples=[SERVER_EXAMPLE],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a device for every server of a table; refused with the problems of all lines."""
        return self._import(request)

    def carry_out(self, table: Table, sent: Mapping[str, Any], request: Request) -> Report:
        defaults = ServerDefaults(site=sent['site'], agency=sent['agency'], monitor=sent['monitor'])
        return import_servers(table, defaults, actor=request.user, now=timezone.now())
