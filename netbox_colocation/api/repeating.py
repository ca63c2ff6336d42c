"""Writing calls that may be repeated or only rehearsed.

`Idempotency-Key: <text>` on a call that writes: the first call's answer is kept in the call's own transaction, so a
client that lost it asks again and gets the same answer, and nothing happens twice; not even when a worker was killed
in between. Only what went well is kept: a refused call changed nothing, and may be tried again under the same key.

`?dry_run=true`: everything is done and answered as it would be, and then undone. The bodies of some acts may ask for it
as well (`ColocationRehearsableSerializer`).
"""

import hashlib
from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from ..compat import events_of_success
from ..exceptions import CallRefused, KeyReused, Refusal
from ..models import AnsweredRequest

__all__ = ('DRY_RUN', 'KEY_HEADER', 'REPLAYED_HEADER', 'ColocationRehearsableSerializer', 'RepeatableMixin')

KEY_HEADER = 'Idempotency-Key'
REPLAYED_HEADER = 'Idempotent-Replayed'
DRY_RUN = 'dry_run'
WRITES = frozenset({'POST', 'PUT', 'PATCH', 'DELETE'})
LONGEST_KEY, LARGEST_ANSWER = 255, 4 * 1024 * 1024
# What a client may need of an answer besides its body.
KEPT_HEADERS = ('Content-Type', 'ETag', 'Location')
YES, NO = ('true', '1', 'yes'), ('false', '0', 'no', '')


@dataclass(frozen=True)
class Terms:
    """How a call is to be carried out."""

    key: str
    is_rehearsal: bool

    @classmethod
    def of(cls, request: HttpRequest, *, rehearses: bool) -> 'Terms':
        """Read them from the header and the query; `rehearses`: the body asks for a dry run.

        Raises:
            CallRefused: one of them is not what it should be, or both are given.
        """
        key, asked = request.headers.get(KEY_HEADER, ''), request.GET.get(DRY_RUN, '').lower()
        refusals = []
        if len(key) > LONGEST_KEY or not key.isprintable():
            message = _('The key is at most {length} printable characters.').format(length=LONGEST_KEY)
            refusals.append(Refusal('idempotency-key-invalid', message, field=KEY_HEADER))
        if asked not in (*YES, *NO):
            refusals.append(Refusal('dry-run-invalid', _('Write dry_run=true or leave it out.'), field=DRY_RUN))
        rehearses = rehearses or asked in YES
        if key and rehearses:
            message = _('A dry run changes nothing: leave out the key.')
            refusals.append(Refusal('dry-run-with-key', message, field=KEY_HEADER))
        if refusals:
            raise CallRefused(' '.join(refusal.message for refusal in refusals), refusals=refusals)
        return cls(key=key, is_rehearsal=rehearses)


class ColocationRehearsableSerializer(serializers.Serializer):
    """A body that may ask for a dry run; name the action in `RepeatableMixin.rehearsed_by_body`."""

    dry_run = serializers.BooleanField(
        default=False, help_text='Say what would be done, and do nothing: the same as `?dry_run=true`'
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        # Whether it is a rehearsal, the view's terms say.
        return {name: value for name, value in super().to_internal_value(data).items() if name != DRY_RUN}


class _Undone(Exception):
    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__(response.status_code)
        self.response = response


class _AnsweredBefore(Exception):
    def __init__(self, answered: AnsweredRequest) -> None:
        super().__init__(answered.key)
        self.answered = answered


class RepeatableMixin:
    """Lets calls that write be repeated under a key, and rehearsed. List it first."""

    # Actions that reach beyond the database: they cannot be rehearsed.
    beyond_database: frozenset[str] = frozenset()
    # Actions whose body may ask for a dry run.
    rehearsed_by_body: frozenset[str] = frozenset()
    terms = Terms(key='', is_rehearsal=False)
    _answered: AnsweredRequest | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asks = KEY_HEADER in request.headers or request.GET.get(DRY_RUN) or self._may_ask_in_body(request)
        if request.method not in WRITES or not asks:
            return super().dispatch(request, *args, **kwargs)
        self._authenticate_before(request, *args, **kwargs)
        try:
            # In a batch, the calls before this one keep their events.
            with events_of_success(_Undone), transaction.atomic():
                response = super().dispatch(request, *args, **kwargs)
                if self._answered and self._answered.status:
                    return response
                if response.status_code >= HTTPStatus.BAD_REQUEST or self.terms.is_rehearsal:
                    raise _Undone(response)
                if self._answered:
                    _keep(self._answered, response)
        except _Undone as undone:
            response = undone.response
        if self.terms.is_rehearsal:
            response['Dry-Run'] = 'true'
        return response

    def _authenticate_before(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Have NetBox note now that the token was used: inside, its row would be locked until the call is over."""
        user = request.user
        self.args, self.kwargs = args, kwargs
        with suppress(APIException):  # answered inside, as always
            self.initialize_request(request, *args, **kwargs).user  # noqa: B018  asking is what authenticates
        request.user = user  # that of the session: a token's user must not be taken for one

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Who asks is known and allowed to from here on: an answer is given again to nobody else.
        super().initial(request, *args, **kwargs)
        if request.method not in WRITES:
            return
        self.terms = Terms.of(request._request, rehearses=self._asks_in_body(request))
        if self.terms.is_rehearsal:
            self._refuse_beyond(request)
        if self.terms.key:
            self._answered = _take(self.terms.key, request)
            if self._answered.status:
                raise _AnsweredBefore(self._answered)

    def handle_exception(self, exc: Exception) -> HttpResponseBase:
        if isinstance(exc, _AnsweredBefore):
            return _repeat(exc.answered)
        return super().handle_exception(exc)

    def _may_ask_in_body(self, request: HttpRequest) -> bool:
        actions = getattr(self, 'action_map', None) or {}
        return actions.get((request.method or '').lower()) in self.rehearsed_by_body

    def _asks_in_body(self, request: Request) -> bool:
        # What is neither yes nor no, the body's own fields refuse.
        sent = request.data if self._may_ask_in_body(request._request) else None
        asked = sent.get(DRY_RUN) if isinstance(sent, Mapping) else None
        return isinstance(asked, Hashable) and asked in serializers.BooleanField.TRUE_VALUES

    def _refuse_beyond(self, request: Request) -> None:
        name = getattr(self, 'action', '') or ''
        if name in self.beyond_database or request.query_params.get('background'):
            message = _('This reaches beyond the database and cannot be rehearsed.')
            raise CallRefused(message, refusals=[Refusal('dry-run-impossible', message, field=DRY_RUN)])


def _take(key: str, request: Request) -> AnsweredRequest:
    """Return the row of this key: a new one without an answer, or the one that has it.

    The same key asked at the same time waits here until the first call is over.

    Raises:
        KeyReused: the key belongs to another call.
    """
    digest = _digest(request)
    try:
        with transaction.atomic():
            return AnsweredRequest.objects.create(user=request.user, key=key, digest=digest, made_at=timezone.now())
    except IntegrityError:
        answered = AnsweredRequest.objects.get(user=request.user, key=key)
    if answered.digest != digest:
        message = _('This key belongs to another call: use a new one for each.')
        raise KeyReused(message, refusals=[Refusal(KeyReused.code, message, field=KEY_HEADER)])
    return answered


def _digest(request: Request) -> str:
    """What makes two calls the same: method, address, and what was sent; of files, their names and sizes too."""
    parts = [request.method, request.get_full_path()]
    if request.FILES:
        parts += [f'{name}={value}' for name, value in sorted(request.POST.items())]
        for name, file in sorted(request.FILES.items()):
            parts.append(f'{name}={file.name}:{hashlib.file_digest(file, "sha256").hexdigest()}')
            file.seek(0)
    else:
        parts.append(repr(request.data))
    return hashlib.sha256('\n'.join(parts).encode()).hexdigest()


def _keep(answered: AnsweredRequest, response: HttpResponseBase) -> None:
    if isinstance(response, Response):
        response.render()
    content = b'' if response.streaming else bytes(response.content)
    if len(content) > LARGEST_ANSWER:
        content = b''
    answered.status = response.status_code
    answered.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    answered.content = content
    answered.save()


def _repeat(answered: AnsweredRequest) -> HttpResponse:
    response = HttpResponse(bytes(answered.content), status=answered.status, headers=answered.headers)
    response[REPLAYED_HEADER] = 'true'
    return response
