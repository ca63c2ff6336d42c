"""Moving an open case to another version of its procedure: an act of its own, checked, with a reason, recorded."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.signals import clear_events
from netbox.object_actions import ObjectAction
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..choices import CaseStateChoices, VersionStateChoices
from ..exceptions import ColocationError
from ..forms.procedure_drafts import MoveCaseForm
from ..models import Case, ProcedureVersion
from ..ui.acting import status_of_refusal
from ..workflows import engine

__all__ = ('CaseMoveView', 'MoveCase', 'versions_to_move_to')


def versions_to_move_to(case: Case) -> QuerySet[ProcedureVersion]:
    """Every published version of the case's procedure but its own, the newest first."""
    versions = ProcedureVersion.objects.filter(
        procedure=case.version.procedure_id, state=VersionStateChoices.PUBLISHED
    ).exclude(pk=case.version_id)
    return versions.select_related('procedure').order_by('-number')


class MoveCase(ObjectAction):
    """The button of an open case for which there is a newer version."""

    name, label, permissions_required = 'move', gettext_lazy('Move to another version'), {'move'}
    url_kwargs = ['pk']
    template_name = 'netbox_colocation/procedure_button.html'

    @classmethod
    def get_context(cls, context: Any, obj: Case) -> dict[str, Any]:
        may = context['request'].user.has_perm(get_permission_for_model(Case, 'move'), obj)
        shown = may and obj.state == CaseStateChoices.OPEN
        shown = shown and versions_to_move_to(obj).filter(number__gt=obj.version.number).exists()
        return {'shown': shown, 'icon': 'swap-horizontal', 'colour': 'primary', 'posts': False}


@register_model_view(Case, 'move')
class CaseMoveView(generic.base.BaseObjectView):
    """For every version to which the case could move: whether it can stand there, or why not; and the form."""

    queryset = Case.objects.select_related('version__procedure', 'applicant', 'agency')
    template_name = 'netbox_colocation/procedure_move.html'

    def get_required_permission(self) -> str:
        return get_permission_for_model(Case, 'move')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.get_object(pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.get_object(pk=pk)
        form = MoveCaseForm(request.POST, versions=versions_to_move_to(case))
        if not form.is_valid():
            return self._show(request, case, form=form, status=400)
        try:
            engine.move_to_version(
                case,
                form.cleaned_data['version'],
                actor=request.user,
                now=timezone.now(),
                comment=form.cleaned_data['comment'],
            )
        except ColocationError as refusal:
            clear_events.send(sender=self)
            status = status_of_refusal(refusal)
            return self._show(request, self.get_object(pk=pk), form=form, refusal=refusal, status=status)
        message = _('The case follows {version} from now on.')
        messages.success(request, message.format(version=form.cleaned_data['version']))
        return redirect(case.get_absolute_url())

    def _show(
        self, request: HttpRequest, case: Case, *, form: MoveCaseForm | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        candidates = []
        if case.state == CaseStateChoices.OPEN:
            candidates = [
                {'version': version, 'problems': engine.find_move_problems(case, version)}
                for version in versions_to_move_to(case)[:10]
            ]
        possible = [candidate['version'] for candidate in candidates if not candidate['problems']]
        form = form or MoveCaseForm(
            versions=versions_to_move_to(case), initial={'version': possible[0].pk if possible else None}
        )
        context = {
            'object': case, 'actions': (), 'tab': 'move', 'form': form, 'candidates': candidates,
            'is_possible': bool(possible), **more,
        }  # fmt: skip
        return render(request, self.template_name, context, status=status)
