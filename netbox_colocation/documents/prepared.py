"""Signatures that were prepared for a draft: which of them still fit it."""

from django.contrib.auth.models import AbstractBaseUser

from ..models import Document, Signature
from .confirming import with_parties
from .signature_data import basis_of

__all__ = ('find_prepared', 'is_current')


def find_prepared(document: Document, *, actor: AbstractBaseUser) -> list[Signature]:
    """Return the signatures that this person prepared for the draft and a step can accept, newest first."""
    rows = list(document.signatures.filter(accepted_at__isnull=True, prepared_by=actor.pk).exclude(file=''))
    drafted = basis_of(with_parties(document)) if rows else {}
    return [row for row in rows if basis_of(row.data) == drafted]


def is_current(signature: Signature, document: Document) -> bool:
    """Whether the draft still says what the signature was made for."""
    return basis_of(signature.data) == basis_of(with_parties(document))
