"""Calendars, opening hours and holidays; holidays are also entered as proposed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from ...calendars.proposals import add_holidays, propose_holidays
from ...filtersets import CalendarFilterSet, CalendarHoursFilterSet, HolidayFilterSet
from ...models import Calendar, CalendarHours, Holiday
from ..base import ColocationModelViewSet
from ..permissions import ActionRights
from ..serializers import CalendarHoursSerializer, CalendarSerializer, HolidaySerializer
from ..serializers_.calendars import ColocationHolidayProposalSerializer, ColocationHolidayQuestionSerializer

__all__ = ('CalendarHoursViewSet', 'CalendarViewSet', 'HolidayViewSet')


class CalendarViewSet(ColocationModelViewSet):
    queryset = Calendar.objects.all()
    serializer_class = CalendarSerializer
    filterset_class = CalendarFilterSet
    action_rights = {'propose_holidays': ActionRights('netbox_colocation.add_holiday', rows='view')}
    rehearsed_by_body = frozenset({'propose_holidays'})

    @extend_schema(
        request=ColocationHolidayQuestionSerializer,
        responses={
            200: OpenApiResponse(
                ColocationHolidayProposalSerializer(many=True), description='Of a dry run: nothing was stored.'
            ),
            201: HolidaySerializer(many=True),
        },
        filters=False,
    )
    @action(
        detail=True, methods=['post'], url_path='propose-holidays', parser_classes=[JSONParser], pagination_class=None
    )
    def propose_holidays(self, request: Request, pk: int | None = None) -> Response:
        """Enter the holidays that are proposed for a year into the calendar, or with `dry_run` only say which."""
        calendar = self.get_object()
        body = ColocationHolidayQuestionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        proposals = propose_holidays(calendar, asked['year'])
        if 'dates' in asked:
            if unknown := set(asked['dates']) - {proposal.date for proposal in proposals}:
                days = ', '.join(sorted(day.isoformat() for day in unknown))
                raise ValidationError({'dates': [_('Not proposed for this year: {days}').format(days=days)]})
            proposals = [proposal for proposal in proposals if proposal.date in asked['dates']]
        if self.terms.is_rehearsal:
            return Response(ColocationHolidayProposalSerializer(proposals, many=True).data)
        with transaction.atomic():
            added = add_holidays(calendar, proposals, decree=asked['decree'])
            # A constrained `add` permission is checked on the stored rows, as NetBox does after a create.
            allowed = Holiday.objects.restrict(request.user, 'add').filter(pk__in=[row.pk for row in added])
            if allowed.count() != len(added):
                raise PermissionDenied
        context = self.get_serializer_context()
        return Response(HolidaySerializer(added, many=True, context=context).data, status=status.HTTP_201_CREATED)


class CalendarHoursViewSet(ColocationModelViewSet):
    queryset = CalendarHours.objects.all()
    serializer_class = CalendarHoursSerializer
    filterset_class = CalendarHoursFilterSet


class HolidayViewSet(ColocationModelViewSet):
    queryset = Holiday.objects.all()
    serializer_class = HolidaySerializer
    filterset_class = HolidayFilterSet
