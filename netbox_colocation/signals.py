"""Receivers that join the plugin's rooms to NetBox, and the event types that it adds."""

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from netbox.events import EventType

from .jobs import DeliverOutboxJob
from .workflows.outbox import filled
from .workflows.outer_effects import TASK_OPENED

__all__ = ('wake_worker',)

EventType(TASK_OPENED, _('Colocation task opened')).register()


@receiver(filled)
def wake_worker(**_kwargs) -> None:
    """Have the outbox delivered now rather than by the clock."""
    DeliverOutboxJob.enqueue_once(notifications='never')
