"""Asking for a later end of a placement's term, and answering: the two acts of `workflows.terms`."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from utilities.views import register_model_view

from ..choices import ExtensionStateChoices
from ..exceptions import RoleNotHeld
from ..forms.terms import ExtensionAnswerForm, ExtensionQuestionForm
from ..models import ColocationRequest, Extension
from ..workflows import terms
from .act_pages import ActView
from .buttons import RowButton

__all__ = ('AskExtension', 'DecideExtension', 'ExtensionAskView', 'ExtensionDecideView')


class AskExtension(RowButton):
    """The button on a placement that has a term."""

    name, label, icon = 'ask_extension', gettext_lazy('Ask for an extension'), 'mdi-calendar-clock'

    @classmethod
    def is_offered(cls, obj: ColocationRequest, user: Any) -> bool:
        return user.has_perm('netbox_colocation.add_extension') and obj.valid_until is not None


class DecideExtension(RowButton):
    """The button on an extension that waits for its answer."""

    name, label, icon = 'decide', gettext_lazy('Answer'), 'mdi-gavel'

    @classmethod
    def is_offered(cls, obj: Extension, user: Any) -> bool:
        return user.has_perm('netbox_colocation.extend_colocationrequest') and obj.state == ExtensionStateChoices.ASKED


@register_model_view(ColocationRequest, 'ask_extension', path='ask-extension')
class ExtensionAskView(ActView):
    queryset = ColocationRequest.objects.all()
    form = ExtensionQuestionForm
    asks_for = 'netbox_colocation.add_extension'
    title = gettext_lazy('Ask for an extension')
    done = gettext_lazy('The extension was asked for.')

    def act(self, obj: ColocationRequest, answers: dict[str, Any]) -> None:
        user = self.request.user
        extension = terms.ask_extension(obj, actor=user, now=timezone.now(), **answers)
        # A constrained `add` permission is checked on the stored row, as NetBox does after a create.
        if not Extension.objects.restrict(user, 'add').filter(pk=extension.pk).exists():
            raise RoleNotHeld(_('You have no permission to ask for this extension.'))


@register_model_view(Extension, 'decide')
class ExtensionDecideView(ActView):
    queryset = Extension.objects.select_related('request')
    form = ExtensionAnswerForm
    asks_for = 'netbox_colocation.extend_colocationrequest'
    title = gettext_lazy('Answer the extension')
    done = gettext_lazy('The extension was answered.')

    def act(self, obj: Extension, answers: dict[str, Any]) -> None:
        terms.decide_extension(obj, actor=self.request.user, now=timezone.now(), **answers)
