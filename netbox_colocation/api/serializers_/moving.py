"""Serializers of moving a server: where to, and what was done."""

from rest_framework import serializers

from dcim.choices import DeviceFaceChoices
from dcim.models import Rack

from ...allocation.moving import Moved, Spot
from ..repeating import ColocationRehearsableSerializer

__all__ = ('ColocationMoveAnswerSerializer', 'ColocationMoveSerializer')


class ColocationMoveSerializer(ColocationRehearsableSerializer):
    """Where the server is to stand, and why."""

    rack = serializers.PrimaryKeyRelatedField(queryset=Rack.objects.all())
    position = serializers.DecimalField(
        max_digits=4, decimal_places=1, help_text='The lowest-numbered unit that the server takes (U)'
    )
    face = serializers.ChoiceField(choices=DeviceFaceChoices, default=DeviceFaceChoices.FACE_FRONT)
    reason = serializers.CharField(
        required=False, allow_blank=True, default='', max_length=5000, help_text='Needed unless it is a dry run'
    )


class ColocationSpotSerializer(serializers.Serializer):
    """A place in a rack."""

    rack = serializers.IntegerField(source='rack.pk')
    rack_name = serializers.CharField(source='rack.name')
    position = serializers.FloatField()
    face = serializers.CharField()


class ColocationMoveAnswerSerializer(serializers.Serializer):
    """What was moved, or would be; `is_moved` is false when the server is there already."""

    is_moved = serializers.BooleanField()
    dry_run = serializers.BooleanField()
    device = serializers.IntegerField(allow_null=True, help_text='None of a place that is only held')
    before = ColocationSpotSerializer(allow_null=True)
    after = ColocationSpotSerializer(allow_null=True)
    cables_removed = serializers.IntegerField()
    cables_made = serializers.IntegerField()

    @classmethod
    def describe(cls, moved: Moved | None, *, dry_run: bool) -> dict[str, object]:
        """Return the answer about a move."""
        before: Spot | None = moved.before if moved else None
        return cls(
            {
                'is_moved': moved is not None,
                'dry_run': dry_run,
                'device': moved.device.pk if moved and moved.device else None,
                'before': before,
                'after': moved.after if moved else None,
                'cables_removed': moved.removed if moved else 0,
                'cables_made': moved.made if moved else 0,
            }
        ).data
