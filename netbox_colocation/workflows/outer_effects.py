"""Outer effects: run after commit by a background worker, at least once, so each is idempotent."""

from django.utils import timezone

from core.models import ObjectType
from extras.models import Notification

from ..documents.rendering import store_rendition
from ..models import OutboxEntry, Task
from .actors import find_holders
from .registry import outer_effect

__all__ = ()

TASK_OPENED = 'colocation_task_opened'


@outer_effect('document.render')
def render_document(entry: OutboxEntry) -> None:
    store_rendition(entry.data['document'])


@outer_effect('notify.task')
def notify_of_task(entry: OutboxEntry) -> None:
    """Tell everybody who may act on a new task, by NetBox's notifications; one that was closed since tells nobody."""
    task = Task.objects.select_related('case').get(pk=entry.data['task'])
    if not task.is_open:
        return
    object_type = ObjectType.objects.get_for_model(task)
    for user in find_holders(task, now=timezone.now()):
        Notification.objects.update_or_create(
            user=user,
            object_type=object_type,
            object_id=task.pk,
            defaults={'object_repr': str(task), 'event_type': TASK_OPENED},
        )
