"""Changing procedures over REST: check a text, make, save, compare, publish and discard drafts.

A draft is saved with the `last_updated` that its writer has seen; a save over somebody else's is refused with 409.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenancy.models import Tenant

from ..exceptions import DocumentInvalid
from ..models import Procedure, ProcedureVersion
from ..workflows.comparing import Comparison, compare
from ..workflows.drafting_procedures import discard_draft, import_procedure, make_draft, publish_draft, save_draft
from ..workflows.procedure_source import check_source, source_of
from ..workflows.publishing import MAX_YAML_BYTES, shipped_procedures
from .errors import ColocationErrorSerializer
from .permissions import ActionRights
from .serializers import ProcedureVersionSerializer

__all__ = ('DRAFTING_RIGHTS', 'DraftingMixin')

DRAFTING_RIGHTS = {
    'draft': ActionRights('netbox_colocation.add_procedureversion', 'view'),
    'publish': ActionRights('netbox_colocation.publish_procedureversion', 'publish'),
    'validate': ActionRights('netbox_colocation.view_procedureversion', 'view'),
    'import_text': ActionRights('netbox_colocation.add_procedureversion', 'view'),
}
REFUSALS = {400: ColocationErrorSerializer, 409: ColocationErrorSerializer}


def _source_field(**kwargs: Any) -> serializers.CharField:
    return serializers.CharField(trim_whitespace=False, allow_blank=True, max_length=MAX_YAML_BYTES, **kwargs)


class ColocationDraftSerializer(serializers.Serializer):
    """A new draft: a copy of the version, or `source` in its place."""

    source = _source_field(required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)


class ColocationDraftSaveSerializer(serializers.Serializer):
    """A draft's text, and the `last_updated` of the draft that it was written for."""

    source = _source_field()
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)
    last_updated = serializers.DateTimeField()


class ColocationDraftSeenSerializer(serializers.Serializer):
    """The `last_updated` of the draft that was seen; without it, whatever stands there now."""

    last_updated = serializers.DateTimeField(required=False)


class ColocationSourceSerializer(serializers.Serializer):
    """A text to check, and, to check that it is this procedure's, the ID of a procedure."""

    source = _source_field()
    procedure = serializers.IntegerField(required=False)


class ColocationImportSerializer(serializers.Serializer):
    """A new procedure of an agency: from `source`, or from the shipped procedure of that key."""

    agency = serializers.IntegerField()
    source = _source_field(required=False)
    shipped = serializers.ChoiceField(choices=[], required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['shipped'].choices = list(shipped_procedures())

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ('source' in attrs) == ('shipped' in attrs):
            raise serializers.ValidationError('Give either “source” or “shipped”.')
        return attrs


class ColocationProblemSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    path = serializers.CharField(allow_blank=True)
    message = serializers.CharField()


class ColocationCheckedSourceSerializer(serializers.Serializer):
    """Whether a text could be published, and everything that is wrong with it."""

    valid = serializers.BooleanField(source='is_right')
    problems = ColocationProblemSerializer(many=True)


class ColocationCellSerializer(serializers.Serializer):
    path = serializers.CharField()
    change = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class ColocationRowChangeSerializer(serializers.Serializer):
    change = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    is_moved = serializers.BooleanField()
    cells = ColocationCellSerializer(many=True, source='changed_cells')


class ColocationDifferenceSerializer(serializers.Serializer):
    """What differs between two versions; of rows, those that differ or moved."""

    is_same = serializers.BooleanField()
    identity = ColocationCellSerializer(many=True)
    roles = ColocationCellSerializer(many=True)
    roles_reordered = serializers.BooleanField()
    rows = serializers.SerializerMethodField()

    @extend_schema_field(ColocationRowChangeSerializer(many=True))
    def get_rows(self, comparison: Comparison) -> list[dict[str, Any]]:
        rows = [row for row in comparison.rows if row.change != 'same' or row.is_moved]
        return ColocationRowChangeSerializer(rows, many=True).data


class DraftingMixin:
    """Adds the actions to the viewset of versions, which names the rights in its `action_rights`."""

    @extend_schema(request=ColocationDraftSerializer, responses={201: ProcedureVersionSerializer, **REFUSALS})
    @action(detail=True, methods=['post'])
    def draft(self, request: Request, pk: int | None = None) -> Response:
        """Copy the version to a draft, or make a draft from `source` that is based on it."""
        body = self._read(ColocationDraftSerializer, request)
        base = self.get_object()
        with transaction.atomic():
            draft = make_draft(base.procedure, actor=request.user, base=base, **body)
            self._refuse_foreign(draft, 'add')
        return self._answer(draft, status.HTTP_201_CREATED)

    @extend_schema(request=ColocationDraftSaveSerializer, responses={200: ProcedureVersionSerializer, **REFUSALS})
    @draft.mapping.put
    def save_draft(self, request: Request, pk: int | None = None) -> Response:
        """Save the text of the draft, right or wrong."""
        body = self._read(ColocationDraftSaveSerializer, request)
        with transaction.atomic():
            draft = save_draft(
                self.get_object(), body['source'], actor=request.user, read_at=body['last_updated'],
                note=body.get('note'),
            )  # fmt: skip
            self._refuse_foreign(draft, 'change')
        return self._answer(draft)

    @extend_schema(request=None, responses={204: None, **REFUSALS})
    @draft.mapping.delete
    def discard_draft(self, request: Request, pk: int | None = None) -> Response:
        """Discard the draft."""
        discard_draft(self.get_object(), read_at=None)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ColocationDraftSeenSerializer, responses={200: ProcedureVersionSerializer, **REFUSALS})
    @action(detail=True, methods=['post'])
    def publish(self, request: Request, pk: int | None = None) -> Response:
        """Publish the draft as the newest version: new cases follow it, cases that run keep theirs."""
        body = self._read(ColocationDraftSeenSerializer, request)
        published = publish_draft(
            self.get_object(), actor=request.user, now=timezone.now(), read_at=body.get('last_updated')
        )
        return self._answer(published)

    @extend_schema(request=ColocationSourceSerializer, responses={200: ColocationCheckedSourceSerializer})
    @action(detail=False, methods=['post'], pagination_class=None, filterset_class=None)
    def validate(self, request: Request) -> Response:
        """Say everything that is wrong with a text, with lines; nothing is stored."""
        body = self._read(ColocationSourceSerializer, request)
        procedure = None
        if 'procedure' in body:
            procedure = get_object_or_404(Procedure.objects.restrict(request.user, 'view'), pk=body['procedure'])
        return Response(ColocationCheckedSourceSerializer(check_source(body['source'], procedure=procedure)).data)

    @extend_schema(request=ColocationImportSerializer, responses={201: ProcedureVersionSerializer, **REFUSALS})
    @action(detail=False, methods=['post'], url_path='import', pagination_class=None, filterset_class=None)
    def import_text(self, request: Request) -> Response:
        """Make a draft from a text that names its procedure, and the procedure when the agency has none of that key."""
        body = self._read(ColocationImportSerializer, request)
        agency = get_object_or_404(Tenant.objects.restrict(request.user, 'view'), pk=body['agency'])
        source = shipped_procedures()[body['shipped']] if 'shipped' in body else body['source']
        with transaction.atomic():
            before = set(Procedure.objects.filter(agency=agency).values_list('pk', flat=True))
            draft = import_procedure(source, agency=agency, actor=request.user, note=body.get('note', ''))
            if draft.procedure_id not in before:
                self._refuse_foreign(draft.procedure, 'add')
            self._refuse_foreign(draft, 'add')
        return self._answer(draft, status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter('with', OpenApiTypes.INT, description='ID of the version to compare with')],
        responses={200: ColocationDifferenceSerializer},
        filters=False,
    )
    @action(detail=True, methods=['get'], pagination_class=None)
    def difference(self, request: Request, pk: int | None = None) -> Response:
        """What changed since the version `with`, or since the one that this version was made from."""
        version = self.get_object()
        others = ProcedureVersion.objects.restrict(request.user, 'view').filter(procedure=version.procedure_id)
        wanted = request.query_params.get('with') or version.based_on_id
        if not str(wanted).isdigit():
            raise serializers.ValidationError({'with': ['Name the version to compare with.']})
        other = get_object_or_404(others, pk=wanted)
        before, after = (found.document or check_source(source_of(found)).raw or {} for found in (other, version))
        return Response(ColocationDifferenceSerializer(compare(before, after)).data)

    def _read(self, serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
        try:
            data = request.data
        except RequestDataTooBig as error:  # NetBox itself would answer 500
            message = _('The text is larger than {limit} KiB.').format(limit=MAX_YAML_BYTES // 1024)
            raise DocumentInvalid(message) from error
        body = serializer(data=data)
        body.is_valid(raise_exception=True)
        return body.validated_data

    def _answer(self, version: ProcedureVersion, code: int = status.HTTP_200_OK) -> Response:
        data = ProcedureVersionSerializer(version, context=self.get_serializer_context()).data
        return Response(data, status=code)

    def _refuse_foreign(self, row: Procedure | ProcedureVersion, right: str) -> None:
        """NetBox's rule for what was just written: it must lie within what the user may write."""
        if not type(row).objects.restrict(self.request.user, right).filter(pk=row.pk).exists():
            raise PermissionDenied
