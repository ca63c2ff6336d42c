"""The acts beside a task's outcomes over REST: the same engine, codes and findings as the pages (`views.acts`)."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from ..choices import HolderCapacityChoices
from ..exceptions import DataInvalid, Refusal
from ..models import Appointment, Task
from ..ui.acting import status_of_refusal
from ..workflows import engine
from ..workflows.delegation import CAPACITIES, delegate, revoke
from ..workflows.many import MOST_AT_ONCE, BulkResult, perform_many
from ..workflows.paper_first import record_on_paper
from .acting import ANSWERS, ColocationPerformedSerializer, ColocationTaskReferenceSerializer
from .errors import ColocationErrorSerializer
from .permissions import ActionRights
from .serializers import AppointmentSerializer

__all__ = ('CASE_RIGHTS', 'DELEGATION_RIGHTS', 'TASK_RIGHTS', 'CaseActsMixin', 'DelegationMixin', 'TaskActsMixin')

APP = 'netbox_colocation'
PERFORM = ActionRights(f'{APP}.perform_task', rows='perform')
VIEW_CASE = ActionRights(f'{APP}.view_case', rows='view')
VIEW_APPOINTMENT = ActionRights(f'{APP}.view_appointment', rows='view')

# Who may try what; the engine asks for the role besides.
TASK_RIGHTS = {
    **dict.fromkeys(('claim', 'release', 'hand_over', 'ask', 'note', 'return_to', 'bulk_perform'), PERFORM),
    'record_paper': ActionRights(f'{APP}.record_paper_task', rows='record_paper'),
}
CASE_RIGHTS = {
    **dict.fromkeys(('withdraw', 'step_back', 'ask_step_back'), VIEW_CASE),
    'cancel': ActionRights(f'{APP}.cancel_case', rows='cancel'),
    'report_check': ActionRights(f'{APP}.report_check_case', rows='report_check'),
}
DELEGATION_RIGHTS = dict.fromkeys(('delegate', 'revoke'), VIEW_APPOINTMENT)
DELEGATED = {200: AppointmentSerializer, **dict.fromkeys((400, 403, 409), ColocationErrorSerializer)}


def _text(**options: Any) -> serializers.CharField:
    # What must not be empty, the engine says, with its own code.
    return serializers.CharField(required=False, allow_blank=True, default='', max_length=5000, **options)


class ColocationNothingSerializer(serializers.Serializer):
    """An act that asks for nothing."""


class ColocationClaimSerializer(serializers.Serializer):
    take_over = serializers.BooleanField(required=False, default=False)


class ColocationHandOverSerializer(serializers.Serializer):
    to = serializers.IntegerField(help_text='ID of the colleague')
    comment = _text()


class ColocationQuestionSerializer(serializers.Serializer):
    question = _text()


class ColocationNoteSerializer(serializers.Serializer):
    text = _text()


class ColocationReturnSerializer(serializers.Serializer):
    step = serializers.CharField(max_length=20)
    comment = _text()


class ColocationReasonSerializer(serializers.Serializer):
    comment = _text()


class ColocationCheckSerializer(serializers.Serializer):
    check = serializers.CharField(required=False, allow_blank=True, default='', max_length=100)
    passed = serializers.BooleanField()
    detail = _text()
    url = serializers.CharField(required=False, allow_blank=True, default='', max_length=500)


class ColocationPaperSerializer(serializers.Serializer):
    """`holder` is the ID of the appointment, or of the representative for the applicant's tasks."""

    outcome = serializers.CharField(max_length=50)
    acted_at = serializers.DateTimeField()
    holder = serializers.IntegerField()
    proof = serializers.FileField()
    comment = _text()
    data = serializers.JSONField(required=False, default=dict)


class ColocationBulkPerformSerializer(serializers.Serializer):
    outcome = serializers.CharField(max_length=50)
    tasks = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=MOST_AT_ONCE)


class ColocationBulkResultSerializer(serializers.Serializer):
    """What became of one task: done, or `error` says why not, like a refused act; what is not visible is left out."""

    task = ColocationTaskReferenceSerializer()
    done = serializers.BooleanField(source='is_done')
    error = serializers.SerializerMethodField()

    @extend_schema_field(ColocationErrorSerializer(allow_null=True))
    def get_error(self, result: BulkResult) -> dict[str, Any] | None:
        return result.error.as_problem(status_of_refusal(result.error)) if result.error else None


class ColocationDelegationSerializer(serializers.Serializer):
    to = serializers.IntegerField(help_text='ID of the colleague')
    valid_from = serializers.DateField()
    valid_until = serializers.DateField()
    capacity = serializers.ChoiceField(
        choices=[(value, value) for value in CAPACITIES], default=HolderCapacityChoices.DAILY_ACTING
    )


def _read(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data


def _done(performed: engine.Performed) -> Response:
    return Response(ColocationPerformedSerializer(performed).data)


def _find_user(pk: int) -> Any:
    """Return the active user of that key.

    Raises:
        DataInvalid: there is none.
    """
    user = get_user_model().objects.filter(pk=pk, is_active=True).first()
    if user is None:
        message = _('There is no such colleague.')
        raise DataInvalid(message, refusals=[Refusal('field-invalid', message, field='to')])
    return user


class TaskActsMixin:
    """Adds the acts on a task to its viewset, which takes `TASK_RIGHTS` into its `action_rights`."""

    @extend_schema(request=ColocationClaimSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def claim(self, request: Request, pk: int | None = None) -> Response:
        """Claim the task; with `take_over`, from the colleague who has claimed it."""
        sent = _read(ColocationClaimSerializer, request)
        return _done(engine.claim(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationNothingSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def release(self, request: Request, pk: int | None = None) -> Response:
        """Give the task back to everybody of its role."""
        return _done(engine.release_claim(self.get_object(), actor=request.user, now=timezone.now()))

    @extend_schema(request=ColocationHandOverSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='hand-over')
    def hand_over(self, request: Request, pk: int | None = None) -> Response:
        """Hand the task over to a colleague of the same role."""
        sent, task = _read(ColocationHandOverSerializer, request), self.get_object()
        colleague = _find_user(sent['to'])
        now = timezone.now()
        return _done(engine.hand_over(task, colleague, actor=request.user, now=now, comment=sent['comment']))

    @extend_schema(request=ColocationQuestionSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def ask(self, request: Request, pk: int | None = None) -> Response:
        """Ask the applicant; the time of the task stands still until the answer."""
        sent = _read(ColocationQuestionSerializer, request)
        return _done(engine.ask(self.get_object(), sent['question'], actor=request.user, now=timezone.now()))

    @extend_schema(request=ColocationNoteSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def note(self, request: Request, pk: int | None = None) -> Response:
        """Note progress without closing the task."""
        sent = _read(ColocationNoteSerializer, request)
        return _done(engine.note(self.get_object(), sent['text'], actor=request.user, now=timezone.now()))

    @extend_schema(request=ColocationReturnSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='return', url_name='return')
    def return_to(self, request: Request, pk: int | None = None) -> Response:
        """Return the case to a step that it has passed."""
        sent = _read(ColocationReturnSerializer, request)
        return _done(engine.return_to(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationPaperSerializer, responses=ANSWERS)
    @action(
        detail=True, methods=['post'], url_path='record-paper', parser_classes=[MultiPartParser, FormParser, JSONParser]
    )
    def record_paper(self, request: Request, pk: int | None = None) -> Response:
        """Record an act that happened on paper (multipart; `data` as JSON), with the scan as its proof."""
        sent = _read(ColocationPaperSerializer, request)
        return _done(record_on_paper(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(
        request=ColocationBulkPerformSerializer,
        responses={200: ColocationBulkResultSerializer(many=True)},
        filters=False,
    )
    @action(detail=False, methods=['post'], url_path='bulk-perform', pagination_class=None)
    def bulk_perform(self, request: Request) -> Response:
        """Take one outcome for many tasks, each by itself; the answer says for each what became of it."""
        sent = _read(ColocationBulkPerformSerializer, request)
        tasks = Task.objects.restrict(request.user, 'perform').filter(pk__in=sent['tasks'])
        tasks = tasks.select_related('case__version').order_by('pk')
        results = perform_many(tasks, sent['outcome'], actor=request.user, now=timezone.now())
        for result in results:
            result.task.refresh_from_db()
        return Response(ColocationBulkResultSerializer(results, many=True).data)


class CaseActsMixin:
    """Adds the acts on a case to its viewset, which takes `CASE_RIGHTS` into its `action_rights`."""

    @extend_schema(request=ColocationReasonSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def withdraw(self, request: Request, pk: int | None = None) -> Response:
        """Withdraw the case for its applicant."""
        sent = _read(ColocationReasonSerializer, request)
        return _done(engine.withdraw(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationReasonSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def cancel(self, request: Request, pk: int | None = None) -> Response:
        """Cancel the case for the agency."""
        sent = _read(ColocationReasonSerializer, request)
        return _done(engine.cancel(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationReasonSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='step-back')
    def step_back(self, request: Request, pk: int | None = None) -> Response:
        """Take the last step back, as a superior of the role that made it."""
        sent = _read(ColocationReasonSerializer, request)
        return _done(engine.step_back(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationReasonSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='ask-step-back')
    def ask_step_back(self, request: Request, pk: int | None = None) -> Response:
        """Ask the superior to take back the step that one has made."""
        sent = _read(ColocationReasonSerializer, request)
        return _done(engine.ask_step_back(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationCheckSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='report-check')
    def report_check(self, request: Request, pk: int | None = None) -> Response:
        """Report the result of an outside check."""
        sent = _read(ColocationCheckSerializer, request)
        return _done(engine.report_check(self.get_object(), actor=request.user, now=timezone.now(), **sent))


class DelegationMixin:
    """Adds `delegate/` and `revoke/` to the viewset of appointments."""

    @extend_schema(request=ColocationDelegationSerializer, responses=DELEGATED)
    @action(detail=True, methods=['post'])
    def delegate(self, request: Request, pk: int | None = None) -> Response:
        """Delegate one's own office to a colleague for some days; answers with the new appointment."""
        sent, own = _read(ColocationDelegationSerializer, request), self.get_object()
        colleague = _find_user(sent.pop('to'))
        made = delegate(own, to=colleague, actor=request.user, now=timezone.now(), **sent)
        return self._answer(made)

    @extend_schema(request=ColocationNothingSerializer, responses=DELEGATED)
    @action(detail=True, methods=['post'])
    def revoke(self, request: Request, pk: int | None = None) -> Response:
        """End a delegation of one's own office early."""
        return self._answer(revoke(self.get_object(), actor=request.user, now=timezone.now()))

    def _answer(self, appointment: Appointment) -> Response:
        return Response(AppointmentSerializer(appointment, context=self.get_serializer_context()).data)
