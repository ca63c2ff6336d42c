"""What the feeds of monitoring give away, and answers that a client may ask for again.

What is published is never the truth: the database marks a target as stale with whatever changes what is said of it
(also by SQL), and whoever reads a feed publishes stale targets anew. `monitoring.publishing` alone writes them.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

__all__ = ('AnsweredRequest', 'Publication', 'PublishedTarget', 'StaleTarget')


class PublishedTarget(models.Model):
    """One target as the feeds say it, and the place of its last change among all changes.

    Without foreign keys: it stays as a gravestone when its target is retired or gone. `content` is JSON text, one
    group of Prometheus' HTTP service discovery; empty in a gravestone.
    """

    _netbox_private = True

    target_id = models.BigIntegerField(primary_key=True)
    sequence = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=20)
    content = models.TextField()
    is_removed = models.BooleanField(default=False)
    # The window that mutes it now, and the one that ends last among several.
    muted_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=('muted_by',), condition=models.Q(muted_by__isnull=False), name='netbox_colo_published_muted'
            )
        ]

    def __str__(self) -> str:
        return f'#{self.target_id}'


class Publication(models.Model):
    """One time at which what the feeds say changed. The newest tells how far they are, and what is muted in them.

    Its nonce is in the cursors that were given out since: one of a history that is not ours, because a backup was
    restored meanwhile, is known by that.
    """

    _netbox_private = True

    nonce = models.UUIDField(unique=True)
    last_sequence = models.BigIntegerField()
    # The windows that mute, in ascending order.
    windows = ArrayField(models.BigIntegerField(), default=list)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f'#{self.last_sequence}'


class StaleTarget(models.Model):
    """A mark, written by the database, that what is said of a target, or of all targets of an object, changed.

    `scope` says what `key` is of: `target`, or a table of NetBox like `dcim_device`.
    """

    _netbox_private = True

    scope = models.CharField(max_length=63)
    key = models.BigIntegerField()

    def __str__(self) -> str:
        return f'{self.scope} #{self.key}'


class AnsweredRequest(models.Model):
    """How a call with an `Idempotency-Key` was answered, written in the call's own transaction. See `api.idempotency`.

    `digest` is of method, path and body: the same key with another request is refused.
    """

    _netbox_private = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='+')
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    content = models.BinaryField(default=b'')
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=('user', 'key'), name='%(app_label)s_%(class)s_once')]
        indexes = [models.Index(fields=('made_at',), name='netbox_colo_answered_made')]

    def __str__(self) -> str:
        return self.key
