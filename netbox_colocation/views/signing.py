"""Signing a paper ahead of its step: the page with every way that is allowed, the print, the file, and discarding."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..documents import certificates, preparing
from ..documents.signature_data import allowed_methods
from ..documents.signing_means import Means
from ..documents.subjects import agency_of
from ..exceptions import ColocationError
from ..forms.signing import SIGNING_FORMS
from ..models import Document, Signature
from ..ui.acting import status_of_refusal
from ..ui.downloads import serve_content, serve_signature
from ..ui.signatures import show_signatures
from ..workflows import signing_ahead
from ..workflows.signatures import APPLICATION, find_office, visible_signatures
from .acts import clean

__all__ = (
    'DocumentSignView',
    'DocumentSignatureDiscardView',
    'DocumentSignatureFileView',
    'DocumentSignaturePrintView',
)

PAPERS = Document.objects.select_related(
    'case__agency', 'case__applicant', 'case__version__procedure', 'request__procedure__agency',
    'visit__procedure__agency', 'ticket__procedure__agency', 'template', 'corrects__signed_role__agency',
)  # fmt: skip
LABELS = {
    'wet-ink': gettext_lazy('Sign with ink, and upload the scan'),
    'certificate': gettext_lazy('Sign with the agency’s key'),
    'esign': gettext_lazy('Sign through BSrE'),
    'e-office': gettext_lazy('Upload what was signed in the e-office'),
}
# What the buttons of a form do besides preparing: number for print, accept, or (any other word) close by that outcome.
PRINT, ACCEPT = 'print', 'accept'
# Every field of these that is a secret, as the forms name it.
SECRETS = ('certificate-passphrase', 'esign-passphrase', 'esign-identity')


class SignatureView(generic.base.BaseObjectView):
    """What can be done with one paper's signatures by whoever may view the paper."""

    queryset = PAPERS

    def get_required_permission(self) -> str:
        return get_permission_for_model(Document, 'view')

    def find_signature(self, request: HttpRequest, pk: int, signature: int) -> Signature:
        document = self.get_object(pk=pk)
        for row in visible_signatures(document, reader=request.user, now=timezone.now()):
            if row.pk == signature:
                row.document = document
                return row
        raise Http404


@register_model_view(Document, 'sign')
@method_decorator(sensitive_post_parameters(*SECRETS), name='dispatch')
class DocumentSignView(SignatureView):
    """Sign a draft in one of the ways that are allowed. A refusal shows the page again, without what was typed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return show(request, self.get_object(pk=pk))

    @method_decorator(sensitive_variables('sent'))
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.get_object(pk=pk)
        then = request.POST.get('then', '')
        try:
            signature = self._make(request, document, then)
            if signature is not None and then in ('', PRINT):
                return self._to_step(request, document, signature)
            answer = str(signature.pk) if signature else request.POST.get('signature', APPLICATION)
            outcome = '' if then == ACCEPT else then
            done = signing_ahead.finish(document, answer, outcome=outcome, actor=request.user, now=timezone.now())
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            return show(request, PAPERS.get(pk=document.pk), refusal=refusal)
        messages.success(request, _('The paper is signed.'))
        return redirect((done.performed.case.subject if done.performed else done.document).get_absolute_url())

    @method_decorator(sensitive_variables('sent', 'means'))
    def _make(self, request: HttpRequest, document: Document, then: str) -> Signature | None:
        """Make the signature that was asked for; None where one is accepted that exists, or the approval."""
        method, now = request.POST.get('method', ''), timezone.now()
        if method in ('', APPLICATION):
            return None
        if then == PRINT:
            return signing_ahead.start_wet_ink(document, actor=request.user, now=now)
        means = Means()
        if method in SIGNING_FORMS:
            sent = clean(SIGNING_FORMS[method](request.POST, request.FILES, prefix=method))
            means = Means(
                key=sent.get('key', ''),
                identity=sent.get('identity', ''),
                passphrase=sent.get('passphrase', ''),
                upload=sent.get('file'),
                number=sent.get('number', ''),
                dated=sent.get('dated'),
            )
        return signing_ahead.prepare(document, method=method, actor=request.user, now=now, means=means)

    def _to_step(self, request: HttpRequest, document: Document, signature: Signature) -> HttpResponse:
        """Go on where the signature is accepted; a paper that was numbered for print is printed first."""
        if not signature.file:
            number = signature.data['number']
            messages.success(request, _('The paper has its number {number}: print it now.').format(number=number))
            return redirect(request.path)
        messages.success(request, _('The signature is ready: the step accepts it.'))
        office = find_office(PAPERS.get(pk=document.pk), actor=request.user, now=timezone.now())
        if office.task is None:
            return redirect(request.path)
        return redirect(f'{office.task.get_absolute_url()}?outcome={office.outcomes[0].key}')


@register_model_view(Document, 'signature_print', path='signatures/<int:signature>/print')
class DocumentSignaturePrintView(SignatureView):
    """The paper with its number and room for ink and stamp, as it was frozen for this signature."""

    http_method_names = ('get', 'head', 'options')

    def get(self, request: HttpRequest, pk: int, signature: int) -> HttpResponse:
        row = self.find_signature(request, pk, signature)
        try:
            content = preparing.print_paper(row)
        except ColocationError as refusal:
            return show(request, row.document, refusal=refusal)
        return serve_content(content, 'application/pdf', f'print-{row.pk}', inline='inline' in request.GET)


@register_model_view(Document, 'signature_file', path='signatures/<int:signature>/file')
class DocumentSignatureFileView(SignatureView):
    """The file of a signature, prepared or accepted."""

    http_method_names = ('get', 'head', 'options')

    def get(self, request: HttpRequest, pk: int, signature: int) -> FileResponse:
        return serve_signature(self.find_signature(request, pk, signature), inline='inline' in request.GET)


@register_model_view(Document, 'signature_discard', path='signatures/<int:signature>/discard')
class DocumentSignatureDiscardView(SignatureView):
    http_method_names = ('post', 'options')

    def post(self, request: HttpRequest, pk: int, signature: int) -> HttpResponse:
        row = self.find_signature(request, pk, signature)
        try:
            preparing.discard(row, actor=request.user)
        except ColocationError as refusal:
            return show(request, row.document, refusal=refusal)
        messages.success(request, _('The prepared signature was discarded; the number stays with the draft.'))
        return redirect(row.document.get_absolute_url())


def show(request: HttpRequest, document: Document, *, refusal: ColocationError | None = None) -> HttpResponse:
    """Show the ways of signing; nothing that was typed is shown again."""
    now, office, against = timezone.now(), None, None
    try:
        office = find_office(document, actor=request.user, now=now)
    except ColocationError as error:
        against = error
    shown = refusal or against
    context = {
        'object': document,
        'office': office,
        'refusal': shown,
        'ways': _ways(request, document) if office else [],
        'is_approval_allowed': APPLICATION in allowed_methods(),
        'outcomes': [
            (outcome.key, outcome.label.in_language(get_language() or 'en'))
            for outcome in (signing_ahead.plain_outcomes(office) if office else ())
        ],
        'shown_signatures': show_signatures(document, reader=request.user, now=now),
        'tried': request.POST.get('method', ''),
    }
    status = status_of_refusal(shown) if shown else 200
    return render(request, 'netbox_colocation/document_sign.html', context, status=status)


def _ways(request: HttpRequest, document: Document) -> list[dict[str, Any]]:
    """Every way to sign in a file that is allowed, with an empty form and what it can choose from."""
    ways = []
    for method in allowed_methods():
        if method == APPLICATION:
            continue
        options: dict[str, Any] = {}
        if method == 'certificate':
            options['keys'] = _keys(document)
            if not options['keys']:
                continue
        ways.append(
            {'method': method, 'label': LABELS[method], 'form': SIGNING_FORMS[method](prefix=method, **options)}
        )
    return ways


def _keys(document: Document) -> list[tuple[str, str]]:
    """The agency's keys, each with whose it is, or what is wrong with it."""
    return [
        (key.name, ' – '.join(filter(None, (key.name, key.subject, str(key.problem)))))
        for key in certificates.find_keys(agency_of(document.subject))
    ]
