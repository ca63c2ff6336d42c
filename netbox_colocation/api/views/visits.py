"""Access visits."""

from ...filtersets import AccessVisitFilterSet
from ...models import AccessVisit
from ..door import DOOR_RIGHTS, DoorMixin
from ..serializers import AccessVisitSerializer
from ..visit_acts import VISIT_RIGHTS, VisitActsMixin
from .subjects import SubjectViewSet, rights_on

__all__ = ('AccessVisitViewSet',)


class AccessVisitViewSet(DoorMixin, VisitActsMixin, SubjectViewSet):
    queryset = AccessVisit.objects.all()
    serializer_class = AccessVisitSerializer
    filterset_class = AccessVisitFilterSet
    action_rights = {**rights_on('accessvisit'), **VISIT_RIGHTS, **DOOR_RIGHTS}
