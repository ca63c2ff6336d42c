"""Tells officers that papers of their agency may be destroyed by now. It destroys nothing."""

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.events import EventType
from tenancy.models import Tenant

from ..documents.retention import count_due
from .event_kinds import EventKind
from .notices import notify

__all__ = ('PAPERS_DUE', 'tell_due')

# About an agency and no case: not among the kinds of a case's record.
PAPERS_DUE = EventKind('papers-due', _('Colocation: papers may be destroyed'))
EventType(PAPERS_DUE.event_type, PAPERS_DUE.text, PAPERS_DUE.severity).register()


def tell_due(*, now: datetime.datetime) -> dict[str, int]:
    """Notify the officers of each agency who may propose a disposal; return how many papers are due, by agency."""
    today = timezone.localtime(now).date()
    counts = count_due(today=today)
    told = {}
    for agency in Tenant.objects.filter(pk__in=counts):
        notify(
            (user for user in _officers(agency) if user.has_perm('netbox_colocation.add_disposal')), agency, PAPERS_DUE
        )
        told[agency.name] = counts[agency.pk]
    return told


def _officers(agency: Tenant) -> QuerySet[Any]:
    appointed = {'colocation_appointments__role__agency': agency, 'colocation_appointments__is_current': True}
    return get_user_model().objects.filter(is_active=True, **appointed).distinct()
