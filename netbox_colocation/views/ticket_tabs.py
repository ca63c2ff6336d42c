"""The tickets of what keeps equipment running: tabs of a power panel, a power feed, a circuit and a prefix."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from circuits.models import Circuit
from dcim.models import PowerFeed, PowerPanel
from ipam.models import Prefix
from utilities.views import register_model_view

from .maintenance import TICKETS, TicketTabView

__all__ = ('CircuitTicketsView', 'PowerFeedTicketsView', 'PowerPanelTicketsView', 'PrefixTicketsView')


class TouchedTabView(TicketTabView):
    """Tickets whose work touches the object, which is in their set `touched`."""

    touched = ''

    def get_children(self, request: HttpRequest, parent: Any) -> QuerySet:
        return TICKETS.restrict(request.user, 'view').filter(**{self.touched: parent})


@register_model_view(PowerPanel, 'colocation_tickets', path='colocation-tickets')
class PowerPanelTicketsView(TouchedTabView):
    """With the tickets of its feeds, each once."""

    queryset = PowerPanel.objects.all()

    def get_children(self, request: HttpRequest, parent: PowerPanel) -> QuerySet:
        model = TICKETS.model
        on_panel = model.power_panels.through.objects.filter(powerpanel=parent).values('maintenanceticket')
        on_feeds = model.power_feeds.through.objects.filter(powerfeed__power_panel=parent).values('maintenanceticket')
        return TICKETS.restrict(request.user, 'view').filter(Q(pk__in=on_panel) | Q(pk__in=on_feeds))


@register_model_view(PowerFeed, 'colocation_tickets', path='colocation-tickets')
class PowerFeedTicketsView(TouchedTabView):
    queryset = PowerFeed.objects.all()
    touched = 'power_feeds'


@register_model_view(Circuit, 'colocation_tickets', path='colocation-tickets')
class CircuitTicketsView(TouchedTabView):
    queryset = Circuit.objects.all()
    touched = 'circuits'


@register_model_view(Prefix, 'colocation_tickets', path='colocation-tickets')
class PrefixTicketsView(TouchedTabView):
    queryset = Prefix.objects.all()
    touched = 'prefixes'
