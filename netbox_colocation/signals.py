"""Receivers that join the plugin's rooms to NetBox, and the event types that it adds."""

from django.db.models import ProtectedError
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext

from .documents.removal import detach_file
from .jobs import DeliverOutboxJob
from .models import (
    AccessVisit,
    CaseEvent,
    ColocationRequest,
    Document,
    MaintenanceTicket,
    RequestedServer,
    Subject,
)
from .workflows.announcing import announce_later, register_event_types
from .workflows.events import recorded
from .workflows.outbox import filled

__all__ = ('announce_event', 'keep_submitted', 'keep_submitted_server', 'remove_file', 'wake_worker')

register_event_types()


@receiver(recorded)
def announce_event(event: CaseEvent, **_kwargs) -> None:
    """Let event rules have what happens to cases."""
    announce_later(event)


@receiver(filled)
def wake_worker(**_kwargs) -> None:
    """Have the outbox delivered now rather than by the clock."""
    DeliverOutboxJob.enqueue_once(notifications='never')


@receiver(pre_delete, sender=ColocationRequest)
@receiver(pre_delete, sender=AccessVisit)
@receiver(pre_delete, sender=MaintenanceTicket)
def keep_submitted(instance: Subject, **_kwargs) -> None:
    """What was submitted belongs to a case's file: it is not deleted, through whichever door."""
    if not instance.is_draft:
        raise ProtectedError(gettext('A submitted request is part of its case’s file.'), {instance.case or instance})


@receiver(pre_delete, sender=RequestedServer)
def keep_submitted_server(instance: RequestedServer, **_kwargs) -> None:
    """The servers of a submitted request stay with it, until it is returned to be corrected."""
    if not instance.request.is_editable:
        raise ProtectedError(gettext('A submitted request keeps its servers.'), {instance.request})


@receiver(post_delete, sender=Document)
def remove_file(instance: Document, **_kwargs) -> None:
    """The file of a deleted draft or unsubmitted letter goes with its row, once that is committed."""
    detach_file(instance)
