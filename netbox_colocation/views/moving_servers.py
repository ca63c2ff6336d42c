"""Moving a held or installed server to another place: the act of `workflows.moving_servers`."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from utilities.views import register_model_view

from ..forms.moving import MoveForm
from ..models import RequestedServer
from ..workflows import moving_servers
from .act_pages import ActView
from .buttons import RowButton

__all__ = ('MoveServer', 'ServerMoveView')


class MoveServer(RowButton):
    """The button on a server that has a place."""

    name, label, icon = 'move', gettext_lazy('Move to…'), 'mdi-arrow-decision-outline'

    @classmethod
    def is_offered(cls, obj: RequestedServer, user: Any) -> bool:
        return moving_servers.may_move(obj, user)


@register_model_view(RequestedServer, 'move')
class ServerMoveView(ActView):
    queryset = RequestedServer.objects.select_related('request__procedure', 'request__site', 'device_type')
    form = MoveForm
    asks_for = 'netbox_colocation.view_requestedserver'
    title = gettext_lazy('Move to another place')
    done = gettext_lazy('The server was moved.')

    def form_options(self, obj: RequestedServer) -> dict[str, Any]:
        places = moving_servers.find_better_places(obj, now=timezone.now())
        return {'server': obj, 'user': self.request.user, 'places': places}

    def act(self, obj: RequestedServer, answers: dict[str, Any]) -> None:
        moving_servers.move_server(obj, actor=self.request.user, now=timezone.now(), **answers)
