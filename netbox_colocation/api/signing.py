"""Signing over REST: prepare a signature of a draft, see those of a paper, fetch a file, discard; as on the page."""

from typing import Any

from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from ..choices import SignatureMethodChoices
from ..documents import preparing
from ..documents.signing_means import Means
from ..models import Signature
from ..ui.downloads import SHOWN_INLINE, serve_content, serve_signature
from ..ui.signatures import ShownSignature, show_signatures
from ..workflows import signing_ahead
from ..workflows.signatures import APPLICATION, visible_signatures
from .errors import ColocationErrorSerializer
from .negotiation import AnyMediaType
from .permissions import ActionRights

__all__ = ('SIGNING_RIGHTS', 'SigningMixin')

APP = 'netbox_colocation'
# Who holds the office is asked besides.
SIGNING_RIGHTS = {
    'sign': ActionRights(f'{APP}.perform_task', rows='view'),
    'discard_signature': ActionRights(f'{APP}.perform_task', rows='view'),
}
REFUSED = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)
BINARY = {(200, media_type): OpenApiTypes.BINARY for media_type in sorted(SHOWN_INLINE)}
WHICH = OpenApiParameter('signature', OpenApiTypes.INT, OpenApiParameter.PATH)


class ColocationSignSerializer(serializers.Serializer):
    """How the paper is signed. `passphrase` is used once and kept nowhere; with `finish` the step is closed by it."""

    method = serializers.ChoiceField(choices=[(value, value) for value in SignatureMethodChoices.values()])
    key = serializers.CharField(required=False, allow_blank=True, default='', max_length=100)
    identity = serializers.CharField(
        required=False, allow_blank=True, default='', max_length=50, write_only=True, help_text='NIK, for esign'
    )
    passphrase = serializers.CharField(
        required=False, allow_blank=True, default='', max_length=500, write_only=True, trim_whitespace=False
    )
    file = serializers.FileField(
        required=False,
        allow_null=True,
        help_text='The scan (wet-ink; without it the paper is numbered for print) or PDF',
    )
    number = serializers.CharField(required=False, allow_blank=True, default='', max_length=100)
    dated = serializers.DateField(required=False, allow_null=True, default=None)
    finish = serializers.BooleanField(required=False, default=False)
    outcome = serializers.CharField(required=False, allow_blank=True, default='', max_length=50)
    comment = serializers.CharField(required=False, allow_blank=True, default='', max_length=5000)


class ColocationSignatureSerializer(serializers.Serializer):
    """A signature of a paper, accepted or prepared; `findings` are those of the signatures in its file."""

    id = serializers.IntegerField(source='signature.pk')
    method = serializers.CharField(source='signature.method')
    signer = serializers.DictField(source='signature.signer')
    number = serializers.CharField(source='signature.data.number')
    dated = serializers.CharField(source='signature.data.dated.iso')
    media_type = serializers.CharField(source='signature.media_type')
    digest = serializers.CharField(source='signature.digest')
    verdict = serializers.SerializerMethodField()
    findings = serializers.ListField(child=serializers.DictField(), source='signature.findings')
    prepared_at = serializers.DateTimeField(source='signature.prepared_at')
    accepted_at = serializers.DateTimeField(source='signature.accepted_at', allow_null=True)
    is_ready = serializers.BooleanField()
    is_outdated = serializers.BooleanField()
    file_url = serializers.SerializerMethodField()
    print_url = serializers.SerializerMethodField()

    def get_verdict(self, shown: ShownSignature) -> str:
        """`valid`, `untrusted`, `changed`, `broken`, or `none` where the file has no signature in itself."""
        return shown.summary['verdict'] if shown.summary else 'none'

    @extend_schema_field(OpenApiTypes.URI)
    def get_file_url(self, shown: ShownSignature) -> str | None:
        return self._address(shown, 'document-signature-file') if shown.is_ready else None

    @extend_schema_field(OpenApiTypes.URI)
    def get_print_url(self, shown: ShownSignature) -> str | None:
        """Where the numbered paper is printed from, until its scan is there."""
        is_printed = not shown.is_ready and shown.signature.accepted_at is None
        return self._address(shown, 'document-signature-print') if is_printed else None

    def _address(self, shown: ShownSignature, name: str) -> str:
        kwargs = {'pk': shown.signature.document_id, 'signature': shown.signature.pk}
        request = self.context.get('request')
        return reverse(f'plugins-api:netbox_colocation-api:{name}', kwargs=kwargs, request=request)


class SigningMixin:
    """Adds signing to the viewset of documents, which takes `SIGNING_RIGHTS` into its `action_rights`."""

    @extend_schema(
        request={'multipart/form-data': ColocationSignSerializer, 'application/json': ColocationSignSerializer},
        responses={201: ColocationSignatureSerializer, **REFUSED},
    )
    @action(detail=True, methods=['post'], parser_classes=[JSONParser, MultiPartParser])
    @method_decorator(sensitive_variables('body', 'sent', 'means'))
    def sign(self, request: Request, pk: int | None = None) -> Response:
        """Prepare a signature of a draft; with `finish`, accept it and close the step that signs the paper, too."""
        document, now = self.get_object(), timezone.now()
        body = ColocationSignSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        method, signature = sent['method'], None
        if method == SignatureMethodChoices.WET_INK and sent.get('file') is None:
            signature = signing_ahead.start_wet_ink(document, actor=request.user, now=now)
        elif method != APPLICATION or not sent['finish']:
            means = Means(
                key=sent['key'],
                identity=sent['identity'],
                passphrase=sent['passphrase'],
                upload=sent.get('file'),
                number=sent['number'],
                dated=sent['dated'],
            )
            signature = signing_ahead.prepare(document, method=method, actor=request.user, now=now, means=means)
        if sent['finish']:
            answer = str(signature.pk) if signature else APPLICATION
            done = signing_ahead.finish(
                document, answer, outcome=sent['outcome'], actor=request.user, now=now, comment=sent['comment']
            )
            document, signature = done.document, signature or done.document.signatures.get(accepted_at__isnull=False)
        shown = {row.signature.pk: row for row in show_signatures(document, reader=request.user, now=now)}
        return Response(self._describe(shown[signature.pk]), status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: ColocationSignatureSerializer(many=True)}, filters=False)
    @action(detail=True, methods=['get'], pagination_class=None)
    def signatures(self, request: Request, pk: int | None = None) -> Response:
        """The signatures of the paper: the accepted one first, then those that were prepared."""
        shown = show_signatures(self.get_object(), reader=request.user, now=timezone.now())
        return Response([self._describe(row) for row in shown])

    @extend_schema(responses=BINARY, parameters=[WHICH])
    @action(
        detail=True,
        methods=['get'],
        url_path=r'signatures/(?P<signature>\d{1,18})/file',
        url_name='signature-file',
        renderer_classes=[JSONRenderer],
        content_negotiation_class=AnyMediaType,
    )
    def signature_file(self, request: Request, pk: int | None = None, signature: str = '') -> FileResponse:
        """The file of a signature, prepared or accepted."""
        return serve_signature(self._find(request, signature))

    @extend_schema(responses={(200, 'application/pdf'): OpenApiTypes.BINARY}, parameters=[WHICH])
    @action(
        detail=True,
        methods=['get'],
        url_path=r'signatures/(?P<signature>\d{1,18})/print',
        url_name='signature-print',
        renderer_classes=[JSONRenderer],
        content_negotiation_class=AnyMediaType,
    )
    def signature_print(self, request: Request, pk: int | None = None, signature: str = '') -> FileResponse:
        """The paper with its number and room for ink and stamp."""
        row = self._find(request, signature)
        return serve_content(preparing.print_paper(row), 'application/pdf', f'print-{row.pk}')

    @extend_schema(request=None, responses={204: None, **REFUSED}, parameters=[WHICH])
    @action(
        detail=True,
        methods=['post'],
        url_path=r'signatures/(?P<signature>\d{1,18})/discard',
        url_name='signature-discard',
    )
    def discard_signature(self, request: Request, pk: int | None = None, signature: str = '') -> Response:
        """Throw away a signature that no step accepted; the number stays with the draft."""
        preparing.discard(self._find(request, signature), actor=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _find(self, request: Request, signature: str) -> Signature:
        document = self.get_object()
        for row in visible_signatures(document, reader=request.user, now=timezone.now()):
            if row.pk == int(signature):
                row.document = document
                return row
        raise Http404

    def _describe(self, shown: ShownSignature) -> dict[str, Any]:
        return ColocationSignatureSerializer(shown, context=self.get_serializer_context()).data
