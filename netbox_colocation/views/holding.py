"""Holding places for a request, renewing and releasing them: the acts of `workflows.holding`, each a form."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utilities.views import register_model_view

from ..choices import HoldStateChoices
from ..forms.allocation import HoldPlacesForm, ReleaseHoldForm, RenewHoldForm
from ..models import ColocationRequest, Hold
from ..workflows import holding
from .act_pages import ActView
from .buttons import RowButton

__all__ = ('HoldPlaces', 'HoldPlacesView', 'ReleaseHold', 'ReleaseHoldView', 'RenewHold', 'RenewHoldView')


class HoldAction(RowButton):
    """A button on something that can be held or is held."""

    asks_for = ''

    @classmethod
    def is_offered(cls, obj: Any, user: Any) -> bool:
        return user.has_perm(cls.asks_for) and cls.is_possible(obj)

    @classmethod
    def is_possible(cls, obj: Any) -> bool:
        raise NotImplementedError


class HoldPlaces(HoldAction):
    name, label = 'hold_places', _('Hold places')
    asks_for, icon = 'netbox_colocation.add_hold', 'mdi-lock'

    @classmethod
    def is_possible(cls, obj: ColocationRequest) -> bool:
        return obj.status in holding.HOLDING and not obj.is_retrieval


class RenewHold(HoldAction):
    name, label = 'renew', _('Renew')
    asks_for, icon = 'netbox_colocation.change_hold', 'mdi-calendar-clock'

    @classmethod
    def is_possible(cls, obj: Hold) -> bool:
        return obj.state == HoldStateChoices.ACTIVE


class ReleaseHold(RenewHold):
    name, label = 'release', _('Release')
    icon = 'mdi-lock-open-variant'


class HoldActView(ActView):
    """An act on an active hold."""

    queryset = Hold.objects.select_related('request')
    asks_for = 'netbox_colocation.change_hold'


@register_model_view(ColocationRequest, 'hold_places', path='hold')
class HoldPlacesView(ActView):
    queryset = ColocationRequest.objects.all()
    form = HoldPlacesForm
    asks_for = 'netbox_colocation.add_hold'
    title = _('Hold places')
    done = _('Places are held.')

    def act(self, obj: ColocationRequest, answers: dict[str, Any]) -> None:
        holding.hold_places(obj, actor=self.request.user, now=timezone.now())


@register_model_view(Hold, 'renew')
class RenewHoldView(HoldActView):
    form = RenewHoldForm
    title = _('Renew the hold')
    done = _('The hold was renewed.')

    def act(self, obj: Hold, answers: dict[str, Any]) -> None:
        user = self.request.user
        holding.renew_places(obj.request, actor=user, now=timezone.now(), **answers)


@register_model_view(Hold, 'release')
class ReleaseHoldView(HoldActView):
    form = ReleaseHoldForm
    title = _('Release the hold')
    done = _('The hold was released.')

    def act(self, obj: Hold, answers: dict[str, Any]) -> None:
        user = self.request.user
        holding.release_places(obj.request, actor=user, now=timezone.now(), **answers)
