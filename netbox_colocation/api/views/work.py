"""The log of tickets, to read, and loans of equipment; what is done about a ticket beside its steps."""

from typing import Any

from django.http import FileResponse, Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from ...filtersets import EquipmentLoanFilterSet, WorkLogEntryFilterSet
from ...maintenance import loans
from ...models import EquipmentLoan, WorkLogEntry, name_of_user
from ...ui.downloads import serve_photo
from ...workflows import ticket_acts
from ...workflows.work_photos import add_photo, visible_photos
from ..base import ColocationModelViewSet, ColocationReadOnlyModelViewSet
from ..errors import ColocationErrorSerializer
from ..negotiation import AnyMediaType
from ..permissions import ActionRights
from ..serializers import DocumentSerializer, EquipmentLoanSerializer, WorkLogEntrySerializer
from ..serializers_.work import (
    ColocationLogWorkSerializer,
    ColocationNameTechniciansSerializer,
    ColocationOrderSerializer,
    ColocationPhotoUploadSerializer,
    ColocationTakeBackSerializer,
    ColocationTouchSerializer,
    ColocationWorkPhotoSerializer,
)

__all__ = ('WORK_RIGHTS', 'EquipmentLoanViewSet', 'WorkLogEntryViewSet', 'WorkMixin')

WORK = ActionRights('netbox_colocation.work_maintenanceticket', rows='work')
WORK_RIGHTS = dict.fromkeys(('log_work', 'technicians', 'touch', 'order', 'add_photo'), WORK)
REFUSALS = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)
PHOTO = OpenApiParameter('photo', OpenApiTypes.INT, OpenApiParameter.PATH)


class WorkLogEntryViewSet(ColocationReadOnlyModelViewSet):
    queryset = WorkLogEntry.objects.all()
    serializer_class = WorkLogEntrySerializer
    filterset_class = WorkLogEntryFilterSet
    field_prefetches = {('display',): ('ticket',)}


class EquipmentLoanViewSet(ColocationModelViewSet):
    queryset = EquipmentLoan.objects.all()
    serializer_class = EquipmentLoanSerializer
    filterset_class = EquipmentLoanFilterSet
    action_rights = {'take_back': ActionRights('netbox_colocation.take_back_equipmentloan', rows='take_back')}
    field_prefetches = {('display',): ('borrower',)}

    @extend_schema(request=ColocationTakeBackSerializer, responses={200: EquipmentLoanSerializer, **REFUSALS})
    @action(detail=True, methods=['post'], url_path='take-back')
    def take_back(self, request: Request, pk: int | None = None) -> Response:
        """Record that the equipment came back, and in what condition."""
        sent, loan = _read(ColocationTakeBackSerializer, request), self.get_object()
        returned = loans.take_back(loan, returned_to=name_of_user(request.user), now=timezone.now(), **sent)
        return Response(self.get_serializer(returned).data)


class WorkMixin:
    """Adds the acts on a ticket to its viewset, which takes `WORK_RIGHTS` into its `action_rights`."""

    @extend_schema(request=ColocationLogWorkSerializer, responses={201: WorkLogEntrySerializer, **REFUSALS})
    @action(detail=True, methods=['post'], url_path='log-work')
    def log_work(self, request: Request, pk: int | None = None) -> Response:
        """Write what was done, and whether the work goes on or waits."""
        sent = _read(ColocationLogWorkSerializer, request)
        entry = ticket_acts.log_work(self.get_object(), actor=request.user, now=timezone.now(), **sent)
        return Response(self._render(WorkLogEntrySerializer, entry), status=status.HTTP_201_CREATED)

    @extend_schema(request=ColocationNameTechniciansSerializer)
    @action(detail=True, methods=['post'])
    def technicians(self, request: Request, pk: int | None = None) -> Response:
        """Set who works on the ticket; whoever is new is told."""
        sent, ticket = _read(ColocationNameTechniciansSerializer, request), self.get_object()
        ticket_acts.name_workers(ticket, sent['technicians'], actor=request.user, now=timezone.now())
        return self._answer(ticket)

    @extend_schema(request=ColocationTouchSerializer)
    @action(detail=True, methods=['post'])
    def touch(self, request: Request, pk: int | None = None) -> Response:
        """Add what the work touches besides."""
        body = ColocationTouchSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        sent, ticket = dict(body.validated_data), self.get_object()
        reason = sent.pop('reason')
        ticket_acts.add_touched(ticket, sent, reason=reason, actor=request.user, now=timezone.now())
        return self._answer(ticket)

    @extend_schema(request=ColocationOrderSerializer, responses={201: DocumentSerializer, **REFUSALS})
    @action(detail=True, methods=['post'])
    def order(self, request: Request, pk: int | None = None) -> Response:
        """Draft the order to work for the technicians; an office above the drafter's signs it."""
        sent = _read(ColocationOrderSerializer, request)
        document = ticket_acts.draft_order(self.get_object(), actor=request.user, now=timezone.now(), **sent)
        return Response(self._render(DocumentSerializer, document), status=status.HTTP_201_CREATED)

    @extend_schema(responses=ColocationWorkPhotoSerializer(many=True), filters=False)
    @action(
        detail=True, methods=['get'], pagination_class=None, parser_classes=[MultiPartParser, FormParser, JSONParser]
    )
    def photos(self, request: Request, pk: int | None = None) -> Response:
        """The photos of the work, the first one first; none for an applicant."""
        photos = visible_photos(self.get_object(), reader=request.user, now=timezone.now())
        return Response(self._render_photos(photos, many=True))

    @extend_schema(
        request={'multipart/form-data': ColocationPhotoUploadSerializer},
        responses={201: ColocationWorkPhotoSerializer, **REFUSALS},
    )
    @photos.mapping.post
    def add_photo(self, request: Request, pk: int | None = None) -> Response:
        """Add a photo; what the camera wrote beside the pixels is not kept."""
        sent = _read(ColocationPhotoUploadSerializer, request)
        photo = add_photo(self.get_object(), sent.pop('file'), actor=request.user, now=timezone.now(), **sent)
        return Response(self._render_photos(photo), status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id='plugins_colocation_maintenance_tickets_photo_file_retrieve',
        parameters=[PHOTO],
        responses={(200, 'image/jpeg'): OpenApiResponse(OpenApiTypes.BINARY)},
        filters=False,
    )
    @action(
        detail=True,
        methods=['get'],
        url_path=r'photos/(?P<photo>\d{1,18})/file',
        url_name='photo-file',
        pagination_class=None,
        content_negotiation_class=AnyMediaType,
    )
    def photo_file(self, request: Request, pk: int | None = None, photo: str = '') -> FileResponse:
        """The picture itself."""
        photos = visible_photos(self.get_object(), reader=request.user, now=timezone.now())
        found = photos.filter(pk=int(photo)).first()
        if found is None:
            raise Http404
        return serve_photo(found)

    def _answer(self, ticket: Any) -> Response:
        ticket.refresh_from_db()
        return Response(self.get_serializer(ticket).data)

    def _render_photos(self, photos: Any, *, many: bool = False) -> Any:
        return ColocationWorkPhotoSerializer(photos, many=many, context=self.get_serializer_context()).data


def _read(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
