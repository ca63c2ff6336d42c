"""Letting a visit last longer, and giving it another escort: the two acts of `workflows.visit_acts`."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from utilities.views import register_model_view

from ..forms.visit_acts import EscortChangeForm, VisitExtensionForm
from ..models import AccessVisit
from ..workflows import visit_acts
from ..workflows.visiting import escort_field
from .act_pages import ActView
from .buttons import RowButton

__all__ = ('ChangeEscort', 'ExtendVisit', 'VisitEscortView', 'VisitExtendView')

EXTEND = 'netbox_colocation.extend_accessvisit'
VISITS = AccessVisit.objects.select_related('case__version', 'procedure', 'applicant', 'site', 'location', 'escort')


class ExtendVisit(RowButton):
    """The button on a visit that was allowed and is not over."""

    name, label, icon = 'extend', gettext_lazy('Let it last longer'), 'mdi-clock-plus-outline'

    @classmethod
    def is_offered(cls, obj: AccessVisit, user: Any) -> bool:
        return visit_acts.may_change(obj) and user.has_perm(EXTEND, obj)


class ChangeEscort(ExtendVisit):
    name, label, icon = 'change_escort', gettext_lazy('Change the escort'), 'mdi-account-switch-outline'


class VisitActView(ActView):
    queryset = VISITS
    asks_for = EXTEND


@register_model_view(AccessVisit, 'extend')
class VisitExtendView(VisitActView):
    form = VisitExtensionForm
    title = gettext_lazy('Let the visit last longer')
    done = gettext_lazy('The visit may last longer; its escort and the applicant are told.')

    def act(self, obj: AccessVisit, answers: dict[str, Any]) -> None:
        visit_acts.extend_visit(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(AccessVisit, 'change_escort', path='change-escort')
class VisitEscortView(VisitActView):
    form = EscortChangeForm
    title = gettext_lazy('Change the escort of the visit')
    done = gettext_lazy('Somebody else escorts the visit; both are told.')

    def form_options(self, obj: AccessVisit) -> dict[str, Any]:
        field = escort_field(visit_acts.escorts_of(obj, now=timezone.now()), obj)
        return {'choices': field.choices, 'busy': field.help}

    def act(self, obj: AccessVisit, answers: dict[str, Any]) -> None:
        visit_acts.change_escort(obj, actor=self.request.user, now=timezone.now(), **answers)
