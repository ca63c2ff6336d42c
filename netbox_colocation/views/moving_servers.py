"""Moving a held or installed server to another place: the act of `workflows.moving_servers`."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy

from netbox.object_actions import ObjectAction
from utilities.views import register_model_view

from ..forms.moving import MoveForm
from ..models import RequestedServer
from ..workflows import moving_servers
from .extending import ActView

__all__ = ('MoveServer', 'ServerMoveView')


class MoveServer(ObjectAction):
    """The button on a server that has a place."""

    name = 'move'
    label = gettext_lazy('Move to…')
    permissions_required = {'view'}
    url_kwargs = ['pk']
    template_name = 'netbox_colocation/buttons/link.html'

    @classmethod
    def get_context(cls, context: dict[str, Any], obj: RequestedServer) -> dict[str, Any]:
        may_move = moving_servers.may_move(obj, context['request'].user)
        return {'is_shown': may_move, 'icon': 'mdi-arrow-decision-outline'}


@register_model_view(RequestedServer, 'move')
class ServerMoveView(ActView):
    queryset = RequestedServer.objects.select_related('request__procedure', 'request__site', 'device_type')
    asks_for = 'netbox_colocation.view_requestedserver'
    title = gettext_lazy('Move to another place')
    done = gettext_lazy('The server was moved.')
    server: RequestedServer

    def get_object(self, **kwargs: Any) -> RequestedServer:
        self.server = super().get_object(**kwargs)
        return self.server

    def form(self, data: QueryDict | None = None) -> MoveForm:
        places = moving_servers.find_better_places(self.server, now=timezone.now())
        return MoveForm(data, server=self.server, user=self.request.user, places=places)

    def act(self, obj: RequestedServer, answers: dict[str, Any]) -> None:
        moving_servers.move_server(obj, actor=self.request.user, now=timezone.now(), **answers)
