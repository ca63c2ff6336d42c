"""What a signature adds to a paper's data: number and date, the signature block, and the way to verify the paper.

The data is complete before anything is rendered or signed with a key, so the file says what the row says.
"""

import datetime
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone

from ..choices import HolderCapacityChoices, SignatureMethodChoices
from ..conf import get_setting
from ..models import ProcedureRole, name_of_user
from .indonesian import date_block, format_time
from .pdf_signatures import qr_matrix

__all__ = ('Signer', 'allowed_methods', 'basis_of', 'is_same_signer', 'sign_data', 'signature_block')

# What signing changes, or what a copy shows besides; everything else is what was drafted.
SIGNED_KEYS = frozenset({'status', 'number', 'dated', 'signer', 'verification', 'initials', 'copy'})
# What of the block tells one signer from another, or one office from another.
WHO = ('user', 'name', 'rank', 'position', 'capacity', 'employee_number')
CODE_BYTES = 32


@dataclass(frozen=True)
class Signer:
    """Who signs, as the signature block prints it.

    Attributes:
        name: with titles.
        rank: e.g. *Pembina Utama Muda (IV/c)*, or ''.
        position: the office. Several lines are printed as several: *Kepala Dinas* and, below, *Sekretaris* for one who
            signs on behalf.
        capacity: a `HolderCapacityChoices` value.
        user: the account that signs; None for an official without one, who signed on paper.
        employee_number: the NIP, or ''.
        recorded_by: who records a signature that was put on paper; None for one in the application.
        role: the office as a row; None where none is known.
    """

    name: str
    rank: str
    position: str
    capacity: str
    user: AbstractBaseUser | None
    employee_number: str = ''
    recorded_by: AbstractBaseUser | None = None
    role: ProcedureRole | None = None

    @property
    def account(self) -> AbstractBaseUser | None:
        """Who is logged in: the signer, or whoever records the signature."""
        return self.recorded_by or self.user


def allowed_methods() -> list[str]:
    """Return the ways of signing that the site allows, in the order of the choices."""
    allowed = get_setting('signature_methods')
    return [method for method in SignatureMethodChoices.values() if method in allowed]


def sign_data(
    data: Mapping[str, Any], *, signer: Signer, how: str, number: str, day: datetime.date, now: datetime.datetime
) -> dict[str, Any]:
    """Return the data of a draft as it is signed.

    Args:
        how: a `SignatureMethodChoices` value, or *paper* for a signature that was put on paper and is recorded.
    """
    return {
        **data,
        'status': 'signed',
        'number': number,
        'dated': date_block(day),
        'signer': signature_block(signer, how=how, now=now),
        'verification': _freeze_verification(),
    }


def signature_block(signer: Signer, *, how: str, now: datetime.datetime) -> dict[str, Any]:
    """Return the signature block: names and offices as they are on this day."""
    prefix = HolderCapacityChoices.PREFIXES.get(signer.capacity, '')
    position = [line.strip() for line in signer.position.splitlines() if line.strip()]
    return {
        'user': signer.user.pk if signer.user else None,
        'name': signer.name,
        'rank': signer.rank,
        'position': position,
        'title': f'{prefix} {", ".join(position)}'.strip(),
        'capacity': signer.capacity,
        'prefix': prefix,
        'employee_number': signer.employee_number,
        'at': now.isoformat(),
        'at_text': format_time(timezone.localtime(now)),
        'how': how,
        'recorded_by': name_of_user(signer.recorded_by),
    }


def basis_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was drafted, without what signing adds, in the form in which the database gives it back."""
    drafted = {key: value for key, value in data.items() if key not in SIGNED_KEYS}
    return json.loads(json.dumps(drafted, cls=DjangoJSONEncoder))


def is_same_signer(block: Mapping[str, Any], signer: Signer, *, now: datetime.datetime) -> bool:
    """Whether the block names this signer in the office and capacity that they hold now."""
    current = signature_block(signer, how='', now=now)
    return all(block.get(key) == current[key] for key in WHO)


def _freeze_verification() -> dict[str, Any] | None:
    """Return a new code with the address that it leads to; None where papers can't be looked up."""
    base = get_setting('public_url')
    if not base or not get_setting('verification_page'):
        return None
    code = secrets.token_urlsafe(CODE_BYTES)
    url = f'{base.rstrip("/")}{reverse("plugins:netbox_colocation:verification", args=[code])}'
    return {'code': code, 'url': url, 'qr': qr_matrix(url)}
