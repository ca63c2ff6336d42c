"""Serializers that describe the changes feed."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from .monitoring import ColocationPrometheusGroupSerializer

__all__ = (
    'ColocationChangesQuerySerializer',
    'ColocationChangesSerializer',
    'ColocationTargetChangeSerializer',
)

MOST = 100_000


class ColocationTargetChangeSerializer(ColocationPrometheusGroupSerializer):
    """What became of one target; without targets and labels when it was removed."""

    id = serializers.IntegerField(help_text=_('The monitoring target'))
    kind = serializers.CharField(allow_blank=True, help_text=_('Empty when it was removed'))
    removed = serializers.BooleanField()
    changed_at = serializers.DateTimeField()


class ColocationChangesSerializer(serializers.Serializer):
    cursor = serializers.CharField(help_text=_('For `since` of the next call'))
    more = serializers.BooleanField(help_text=_('Whether there is a next page already'))
    changes = ColocationTargetChangeSerializer(many=True)


class ColocationChangesQuerySerializer(serializers.Serializer):
    since = serializers.CharField(
        required=False, max_length=200, help_text=_('The cursor of the last answer; without it everything is listed')
    )
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST, help_text=_('At most so many changes; without it all of them')
    )
