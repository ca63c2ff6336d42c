"""Every refusal of the plugin, as one tree. Each has a stable `code`; findings say all reasons at once."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.db.models import Model

__all__ = (
    'AllocationRefused',
    'BodyTooLarge',
    'CallRefused',
    'ChangedMeanwhile',
    'ColocationError',
    'CursorLost',
    'DataInvalid',
    'DocumentInvalid',
    'DraftRefused',
    'Evidence',
    'FileRefused',
    'Finding',
    'KeyReused',
    'LinkInvalid',
    'OutcomeRefused',
    'OutcomeUnknown',
    'Refusal',
    'RequestNotReady',
    'RoleNotHeld',
    'SigningRefused',
    'TaskClaimed',
    'TaskNotOpen',
    'TemplateRefused',
)


@dataclasses.dataclass(frozen=True)
class Refusal:
    """One reason why something cannot be done now.

    Attributes:
        code: stable, for programs, e.g. `request-letter-missing`.
        message: one sentence for people, which names the fix.
        field: the field that the reason is about, or ''.
        data: the facts behind the sentence.
    """

    code: str
    message: str
    field: str = ''
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), 'message': str(self.message), 'data': dict(self.data)}


@dataclasses.dataclass(frozen=True)
class Evidence:
    """One object that a finding rests on; `model` like 'dcim.rack'."""

    label: str
    model: str
    pk: int

    @classmethod
    def of(cls, obj: 'Model') -> 'Evidence':
        return cls(label=str(obj), model=obj._meta.label_lower, pk=obj.pk)


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing to know before anybody decides about a visit or a window.

    Attributes:
        code: stable, for programs, e.g. `rack-not-own`.
        message: one sentence for people, which names the fix.
        stops: whether it stands against the act; the others only warn.
        field: the field that the finding is about, or ''.
        data: the facts behind the sentence; JSON values, and no personal data.
        links: the objects behind it; whoever shows them leaves out those that the reader may not see.
    """

    code: str
    message: str
    stops: bool = True
    field: str = ''
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    links: tuple[Evidence, ...] = ()

    def as_refusal(self) -> Refusal:
        return Refusal(self.code, self.message, field=self.field, data=self.data)

    def as_dict(self) -> dict[str, Any]:
        return {
            **dataclasses.asdict(self),
            'message': str(self.message),
            'data': dict(self.data),
            'links': [dataclasses.asdict(link) for link in self.links],
        }


class ColocationError(Exception):
    """Something the plugin was asked for and did not do; nothing was changed."""

    code = 'colocation-error'

    def __init__(self, message: str, *, refusals: Iterable[Refusal] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.refusals = tuple(refusals)

    def as_dict(self) -> dict[str, Any]:
        return {
            'code': self.code,
            'detail': str(self.message),
            'findings': [refusal.as_dict() for refusal in self.refusals],
        }

    def as_problem(self, status: int) -> dict[str, Any]:
        """Return the error as the problem details of RFC 9457. Its type is a name; docs/api.md says what it means."""
        return {
            'type': f'urn:netbox-colocation:problem:{self.code}',
            'title': self.code.replace('-', ' ').capitalize(),
            'status': status,
            **self.as_dict(),
        }


class RoleNotHeld(ColocationError):
    """The actor does not hold the role that the task waits for, or may not act on it for another reason."""

    code = 'role-not-held'


class TaskNotOpen(ColocationError):
    """The task was closed before, by somebody else or in another window."""

    code = 'task-not-open'


class TaskClaimed(ColocationError):
    """A colleague of the same role has claimed the task."""

    code = 'task-claimed'


class OutcomeUnknown(ColocationError):
    """The task has no outcome of that name."""

    code = 'outcome-unknown'


class DataInvalid(ColocationError):
    """What came with an outcome is not what its form asks for."""

    code = 'data-invalid'


class OutcomeRefused(ColocationError):
    """Guards stand against the outcome; `refusals` has all of them."""

    code = 'outcome-refused'

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        refusals = tuple(refusals)
        reasons = ' '.join(str(refusal.message) for refusal in refusals)
        super().__init__(_('This cannot be done now. {reasons}').format(reasons=reasons), refusals=refusals)


class RequestNotReady(OutcomeRefused):
    """A request cannot be submitted as it is."""

    code = 'request-not-ready'


class AllocationRefused(OutcomeRefused):
    """Units, power or addresses cannot be taken; nothing was taken."""

    code = 'allocation-refused'


class SigningRefused(OutcomeRefused):
    """A paper was not signed: the key, its passphrase, or a service that signs; the paper is as it was."""

    code = 'signing-refused'


class FileRefused(ColocationError):
    """A file is too large, or not what it says it is."""

    code = 'file-refused'


class BodyTooLarge(ColocationError):
    """A call of the API is larger than what is read of it."""

    code = 'too-large'


class CallRefused(ColocationError):
    """A call of the API says of itself what cannot be: its key, or how it is to be carried out."""

    code = 'call-refused'


class CursorLost(ColocationError):
    """A cursor of the changes feed leads nowhere any more: everything is to be read anew."""

    code = 'cursor-lost'


class ChangedMeanwhile(ColocationError):
    """Somebody else was faster: what was asked for is taken, or what it needs is gone."""

    code = 'changed-meanwhile'


class KeyReused(ColocationError):
    """The `Idempotency-Key` of a call belongs to another call."""

    code = 'idempotency-key-reused'


class DocumentInvalid(ColocationError):
    """A procedure document breaks its format; `refusals` names each place."""

    code = 'document-invalid'


class DraftRefused(ColocationError):
    """A draft of a procedure cannot be saved, published or discarded: it is none, or it is not what was read."""

    code = 'draft-refused'


class LinkInvalid(ColocationError):
    """A link by e-mail that is unknown, used, or too old."""

    code = 'link-invalid'


class TemplateRefused(OutcomeRefused):
    """A template of papers cannot be rendered or published as it is; `refusals` says where."""

    code = 'template-refused'
