"""The door over REST: the acts of the page that need no task, with the same codes and findings.

The first check-in, entering and leaving close steps of the procedure: they are performed at their tasks (`perform/`).
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from dcim.models import Location, Rack, Site
from tenancy.models import Tenant

from ..choices import CarryDirectionChoices
from ..exceptions import DataInvalid, Refusal
from ..models import AccessVisit, Appointment, CarriedItem, Procedure
from ..visits import door
from ..workflows import attending
from .errors import ColocationErrorSerializer, ColocationFindingSerializer
from .permissions import ActionRights

__all__ = ('DOOR_RIGHTS', 'DoorMixin')

ATTEND = ActionRights('netbox_colocation.attend_accessvisit', rows='attend')
DOOR_RIGHTS = dict.fromkeys(
    (
        'at_door', 'check_in', 'check_out', 'leave', 'return_badge', 'carry', 'add_item', 'turn_away', 'begin_request',
        'emergency',
    ),
    ATTEND,
)  # fmt: skip
MOST_PEOPLE = 50


class ColocationAdmissionSerializer(serializers.Serializer):
    visitor = serializers.IntegerField(help_text='ID of one of the visit’s visitors')
    badge_number = serializers.CharField(max_length=50, allow_blank=True)
    identity_checked = serializers.BooleanField(help_text='A proof of identity was shown; no number of it is taken')
    rules_accepted = serializers.BooleanField()
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True, default='')


class ColocationCheckInSerializer(serializers.Serializer):
    admissions = serializers.ListField(child=ColocationAdmissionSerializer(), max_length=MOST_PEOPLE)


class ColocationDepartureSerializer(serializers.Serializer):
    visitor = serializers.IntegerField()
    badge_returned = serializers.BooleanField()
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True, default='')


class ColocationCheckOutSerializer(serializers.Serializer):
    departures = serializers.ListField(child=ColocationDepartureSerializer(), max_length=MOST_PEOPLE)
    at = serializers.DateTimeField(required=False, help_text='When they went; now without it')


class ColocationLeaveSerializer(serializers.Serializer):
    at = serializers.DateTimeField(required=False)


class ColocationBadgeSerializer(serializers.Serializer):
    visitor = serializers.IntegerField()
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True, default='')


class ColocationCarrySerializer(serializers.Serializer):
    item = serializers.IntegerField(help_text='ID of one of the visit’s items')
    way = serializers.ChoiceField(choices=(('in', 'in'), ('out', 'out')))
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True, default='')


class ColocationAddItemSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=100)
    serial = serializers.CharField(max_length=100, required=False, allow_blank=True, default='')
    quantity = serializers.IntegerField(min_value=1, max_value=9999, required=False, default=1)
    direction = serializers.ChoiceField(
        choices=[(value, value) for value in CarryDirectionChoices.values()], default=CarryDirectionChoices.BOTH
    )
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True, default='')


class ColocationRoomSerializer(serializers.Serializer):
    """Where, and by which procedure; rows that the user may not see are unknown."""

    procedure = serializers.PrimaryKeyRelatedField(queryset=Procedure.objects.all())
    site = serializers.PrimaryKeyRelatedField(queryset=Site.objects.all())
    location = serializers.PrimaryKeyRelatedField(
        queryset=Location.objects.all(), required=False, allow_null=True, default=None
    )


class ColocationTurnAwaySerializer(ColocationRoomSerializer):
    person = serializers.CharField(max_length=100, allow_blank=True)
    organisation = serializers.CharField(max_length=100, required=False, allow_blank=True, default='')
    reason = serializers.CharField(max_length=300, allow_blank=True)


class ColocationWalkInSerializer(ColocationRoomSerializer):
    applicant = serializers.PrimaryKeyRelatedField(queryset=Tenant.objects.all())
    person = serializers.CharField(max_length=100, allow_blank=True)
    organisation = serializers.CharField(max_length=100, required=False, allow_blank=True, default='')
    purpose = serializers.CharField(max_length=1000)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ColocationNewcomerSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=100, allow_blank=True)
    organisation = serializers.CharField(max_length=100, required=False, allow_blank=True, default='')
    badge_number = serializers.CharField(max_length=50, allow_blank=True)
    identity_checked = serializers.BooleanField()


class ColocationEmergencySerializer(ColocationRoomSerializer):
    applicant = serializers.PrimaryKeyRelatedField(queryset=Tenant.objects.all())
    racks = serializers.PrimaryKeyRelatedField(queryset=Rack.objects.all(), many=True, required=False, default=list)
    reason = serializers.CharField(max_length=300, allow_blank=True)
    people = serializers.ListField(child=ColocationNewcomerSerializer(), max_length=MOST_PEOPLE)
    until = serializers.DateTimeField()
    escort = serializers.PrimaryKeyRelatedField(
        queryset=Appointment.objects.all(), required=False, allow_null=True, default=None
    )


class ColocationAtDoorSerializer(serializers.Serializer):
    """A visit as it stands at the door: what it waits for, and every reason why nobody of it may enter now."""

    id = serializers.IntegerField(source='visit.pk')
    display = serializers.CharField(source='visit')
    case = serializers.CharField(source='visit.case.number', allow_null=True, default=None)
    starts_at = serializers.DateTimeField(source='visit.starts_at')
    allowed_until = serializers.DateTimeField(source='visit.allowed_until')
    entered_at = serializers.DateTimeField(source='visit.entered_at', allow_null=True)
    left_at = serializers.DateTimeField(source='visit.left_at', allow_null=True)
    is_emergency = serializers.BooleanField(source='visit.is_emergency')
    stage = serializers.CharField()
    task = serializers.IntegerField(allow_null=True, help_text='The open task that the visit waits for')
    may_perform = serializers.BooleanField()
    reasons = ColocationFindingSerializer(many=True)


ANSWERS = {200: ColocationAtDoorSerializer, **dict.fromkeys((400, 403, 409), ColocationErrorSerializer)}
MADE = {201: ColocationAtDoorSerializer, **dict.fromkeys((400, 403, 409), ColocationErrorSerializer)}
REFUSED = {204: None, **dict.fromkeys((400, 403, 409), ColocationErrorSerializer)}


class DoorMixin:
    """Adds the door to the viewset of visits, which takes `DOOR_RIGHTS` into its `action_rights`."""

    @extend_schema(
        parameters=[OpenApiParameter('q', str, description='A name, a number, or what a QR code says')],
        responses=ColocationAtDoorSerializer(many=True),
        filters=False,
    )
    @action(detail=False, url_path='at-door', pagination_class=None)
    def at_door(self, request: Request) -> Response:
        """Today's visits of the doors that the user keeps; with `q`, those that a name, number or QR code is about."""
        text, now = request.query_params.get('q', ''), timezone.now()
        if text:
            visits = attending.search(text[:500], user=request.user, now=now)[:20]
        else:
            visits = attending.find_todays(request.user, now=now)[:200]
        return Response([_describe(visit, request.user) for visit in visits])

    @extend_schema(request=ColocationCheckInSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='check-in')
    def check_in(self, request: Request, pk: int | None = None) -> Response:
        """Check in late comers; the first ones are checked in by the visit's open task."""
        sent = _read(ColocationCheckInSerializer, request)
        admissions = [door.Admission(**entry) for entry in sent['admissions']]
        return self._attend(door.admit, admissions)

    @extend_schema(request=ColocationCheckOutSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='check-out')
    def check_out(self, request: Request, pk: int | None = None) -> Response:
        """Check out whoever goes before the others."""
        sent = _read(ColocationCheckOutSerializer, request)
        departures = [door.Departure(**entry) for entry in sent['departures']]
        return self._attend(door.check_out, departures, at=sent.get('at') or timezone.now())

    @extend_schema(request=ColocationLeaveSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def leave(self, request: Request, pk: int | None = None) -> Response:
        """Record that everybody left after an emergency."""
        sent = _read(ColocationLeaveSerializer, request)
        return self._attend(door.leave, at=sent.get('at') or timezone.now())

    @extend_schema(request=ColocationBadgeSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='return-badge')
    def return_badge(self, request: Request, pk: int | None = None) -> Response:
        """Take back a badge that was missing when its visitor went."""
        sent = _read(ColocationBadgeSerializer, request)
        return self._attend(door.return_badge, sent['visitor'], remark=sent['remark'])

    @extend_schema(request=ColocationCarrySerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def carry(self, request: Request, pk: int | None = None) -> Response:
        """Record that an announced item goes in or out."""
        sent = _read(ColocationCarrySerializer, request)
        act = door.carry_in if sent['way'] == 'in' else door.carry_out
        return self._attend(act, CarriedItem(pk=sent['item']), remark=sent['remark'])

    @extend_schema(request=ColocationAddItemSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='add-item')
    def add_item(self, request: Request, pk: int | None = None) -> Response:
        """Record an item that nobody announced: brought in or, where it is `out`, taken out."""
        return self._attend(door.add_item, **_read(ColocationAddItemSerializer, request))

    @extend_schema(request=ColocationTurnAwaySerializer, responses=REFUSED)
    @action(detail=False, methods=['post'], url_path='turn-away')
    def turn_away(self, request: Request) -> Response:
        """Record that somebody was sent away, and why."""
        sent, now = _read_room(ColocationTurnAwaySerializer, request), timezone.now()
        procedure = sent.pop('procedure')
        attending.require_keeper(AccessVisit(procedure=procedure), user=request.user, now=now)
        door.turn_away(agency=procedure.agency, actor=request.user, now=now, **sent)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ColocationWalkInSerializer, responses=MADE)
    @action(detail=False, methods=['post'], url_path='begin-request')
    def begin_request(self, request: Request) -> Response:
        """Begin a draft for somebody who came without a visit; they do not enter."""
        sent, now = _read_room(ColocationWalkInSerializer, request), timezone.now()
        attending.require_keeper(AccessVisit(procedure=sent['procedure']), user=request.user, now=now)
        visit = _valid(door.begin_request, actor=request.user, now=now, **sent)
        return Response(_describe(visit, request.user), status=status.HTTP_201_CREATED)

    @extend_schema(request=ColocationEmergencySerializer, responses=MADE)
    @action(detail=False, methods=['post'])
    def emergency(self, request: Request) -> Response:
        """Let people in at once; the letter and the procedure come after."""
        sent = _read_room(ColocationEmergencySerializer, request)
        sent['people'] = [door.Newcomer(**entry) for entry in sent['people']]
        visit = _valid(attending.begin_emergency, actor=request.user, now=timezone.now(), **sent)
        return Response(_describe(visit, request.user), status=status.HTTP_201_CREATED)

    def _attend(self, act: Any, *args: Any, **facts: Any) -> Response:
        visit, user = self.get_object(), self.request.user
        _valid(attending.attend, act, visit, *args, actor=user, now=timezone.now(), **facts)
        return Response(_describe(visit, user))


def _valid(act: Any, *args: Any, **facts: Any) -> Any:
    """Do it; what the log refuses to hold is answered as every other wrong text."""
    try:
        return act(*args, **facts)
    except ValidationError as error:
        refusals = [Refusal('identity-number', message) for message in error.messages]
        raise DataInvalid(' '.join(error.messages), refusals=refusals) from error


def _read(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _read_room(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """Read a body that names rows: each must be one that the user may see."""
    sent = _read(serializer, request)
    for name in ('procedure', 'site', 'location', 'applicant', 'escort'):
        row = sent.get(name)
        if row is not None and not type(row).objects.restrict(request.user, 'view').filter(pk=row.pk).exists():
            raise Http404
    racks = sent.get('racks', [])
    if racks and Rack.objects.restrict(request.user, 'view').filter(pk__in=[row.pk for row in racks]).count() != len(
        set(racks)
    ):
        raise Http404
    return sent


def _describe(visit: AccessVisit, user: Any) -> dict[str, Any]:
    now = timezone.now()
    stand = attending.stand_of(visit, user=user, now=now)
    reasons = attending.find_reasons(visit, stand, now=now) if visit.entered_at is None else []
    return ColocationAtDoorSerializer(
        {
            'visit': visit,
            'stage': stand.stage,
            'task': stand.task.pk if stand.task else None,
            'may_perform': stand.is_holder,
            'reasons': [reason.as_dict() for reason in reasons],
        }
    ).data
