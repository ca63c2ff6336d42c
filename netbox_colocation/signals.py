"""Receivers that join the plugin's rooms to NetBox, and the event types that it adds."""

from django.db.models import ProtectedError
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netbox.events import EventType

from .documents.removal import detach_file
from .jobs import DeliverOutboxJob
from .models import ColocationRequest, Document, RequestedServer
from .workflows.outbox import filled
from .workflows.outer_effects import TASK_OPENED

__all__ = ('keep_submitted_request', 'keep_submitted_server', 'remove_file', 'wake_worker')

EventType(TASK_OPENED, _('Colocation task opened')).register()


@receiver(filled)
def wake_worker(**_kwargs) -> None:
    """Have the outbox delivered now rather than by the clock."""
    DeliverOutboxJob.enqueue_once(notifications='never')


@receiver(pre_delete, sender=ColocationRequest)
def keep_submitted_request(instance: ColocationRequest, **_kwargs) -> None:
    """What was submitted belongs to a case's file: it is not deleted, through whichever door."""
    if not instance.is_draft:
        raise ProtectedError(gettext('A submitted request is part of its case’s file.'), {instance.case or instance})


@receiver(pre_delete, sender=RequestedServer)
def keep_submitted_server(instance: RequestedServer, **_kwargs) -> None:
    """The servers of a submitted request stay with it."""
    if not instance.request.is_draft:
        raise ProtectedError(gettext('A submitted request keeps its servers.'), {instance.request})


@receiver(post_delete, sender=Document)
def remove_file(instance: Document, **_kwargs) -> None:
    """The file of a deleted draft or unsubmitted letter goes with its row, once that is committed."""
    detach_file(instance)
