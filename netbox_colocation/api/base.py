"""What every view of the API is built on: refusals as problems, repeatable calls, dry runs, `If-Match` on acts."""

from typing import Any

from rest_framework.generics import GenericAPIView
from rest_framework.views import APIView

from netbox.api.viewsets import NetBoxModelViewSet, NetBoxReadOnlyModelViewSet

from .errors import ColocationErrorsMixin
from .permissions import ActionRightsMixin
from .reading import ReadableMixin
from .repeating import RepeatableMixin

__all__ = (
    'ColocationAPIView',
    'ColocationGenericView',
    'ColocationModelViewSet',
    'ColocationReadOnlyModelViewSet',
)


class ColocationAPIView(RepeatableMixin, ReadableMixin, ColocationErrorsMixin, APIView):
    """A view of no model."""


class ColocationGenericView(RepeatableMixin, ReadableMixin, ColocationErrorsMixin, GenericAPIView):
    """A view of a queryset that is no viewset."""


class _ActsMixin(RepeatableMixin, ReadableMixin, ColocationErrorsMixin, ActionRightsMixin):
    """Acts on an object mind `If-Match`, as NetBox's own changes of it do; their rights are in `action_rights`."""

    def get_object(self) -> Any:
        instance = super().get_object()
        if self.request.method == 'POST':
            self._validate_etag(self.request, instance)
        return instance


class ColocationReadOnlyModelViewSet(_ActsMixin, NetBoxReadOnlyModelViewSet):
    """A viewset of what only procedures write."""


class ColocationModelViewSet(_ActsMixin, NetBoxModelViewSet):
    """A viewset of what people and programs write."""
