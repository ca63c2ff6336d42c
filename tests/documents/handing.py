"""Signed papers, for the tests of handing them out."""

import datetime
from typing import Any

from netbox_colocation.documents import drafting, signing
from netbox_colocation.documents.rendering import store_rendition
from netbox_colocation.models import Document
from tests.documents.cases import ACCEPTED, make_open_request, make_signer
from tests.factories import NOW, make_user

__all__ = ('ADDRESSES', 'EARLY', 'make_letter', 'make_signed')

ADDRESSES = {'administrative_email': 'Budi@dinkes.example.go.id', 'technical_email': 'andi@vendor.example.com'}


# Long enough ago for pages, which know what day it is today.
EARLY = datetime.datetime(2026, 11, 2, 2, 0, tzinfo=datetime.UTC)


def make_signed(*, now: datetime.datetime = NOW, **overrides: Any) -> Document:
    """Return a signed and rendered reply letter of a request whose persons in charge have e-mail addresses."""
    request = make_open_request(**{**ADDRESSES, **overrides})
    letter = drafting.draft(request, 'reply-letter', actor=make_user(), now=now, text=ACCEPTED)
    signer = make_signer(request)
    signed = signing.sign(letter, actor=signer.user, signer=signer, now=now)
    store_rendition(signed.pk)
    return Document.objects.get(pk=signed.pk)


def make_letter(**overrides: Any) -> Document:
    """Return a draft of one."""
    request = make_open_request(**{**ADDRESSES, **overrides})
    return drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
