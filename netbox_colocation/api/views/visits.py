"""Access visits."""

from ...filtersets import AccessVisitFilterSet
from ...models import AccessVisit
from ..serializers import AccessVisitSerializer
from .subjects import SubjectViewSet, rights_on

__all__ = ('AccessVisitViewSet',)


class AccessVisitViewSet(SubjectViewSet):
    queryset = AccessVisit.objects.all()
    serializer_class = AccessVisitSerializer
    filterset_class = AccessVisitFilterSet
    action_rights = rights_on('accessvisit')
