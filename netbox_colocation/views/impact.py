"""The tab *Impact*: what is hit when an object of NetBox goes, by all that a ticket touches, and by a window."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from circuits.models import Circuit
from dcim.models import Device, Location, PowerFeed, PowerPanel, Rack
from ipam.models import Prefix
from netbox.views import generic
from utilities.views import ViewTab, register_model_view

from ..choices import ImpactGradeChoices
from ..maintenance.assessing import read_kept
from ..maintenance.impact import Impact, Touched, assess
from ..models import MaintenanceTicket, MaintenanceWindow
from ..ui.impact import PAGE, count, see, show, show_unknown
from ..ui.impact_words import MODELS

__all__ = (
    'CircuitImpactView',
    'DeviceImpactView',
    'LocationImpactView',
    'PowerFeedImpactView',
    'PowerPanelImpactView',
    'PrefixImpactView',
    'RackImpactView',
    'TicketImpactView',
    'WindowImpactView',
)

RIGHT = 'dcim.view_device'
TAB = 'colocation_impact'
PATH = 'colocation-impact'


class _ImpactTab(generic.ObjectView):
    """`?grade=…&model=…&page=…`; asks for the right to see the object, and that to see devices."""

    additional_permissions: ClassVar[list[str]] = [RIGHT]
    template_name = 'netbox_colocation/impact_tab.html'
    actions = ()
    tab = ViewTab(label=gettext_lazy('Impact'), permission=RIGHT, weight=2140)

    def find(self, instance: Model) -> Impact:
        return assess(Touched.of_object(instance))

    def explain(self, instance: Any) -> str:
        return _('What is hit when this goes, by the data of NetBox as it is now. Nothing is stored.')

    def get_extra_context(self, request: HttpRequest, instance: Model) -> dict[str, Any]:
        impact = self.find(instance)
        seen = see(impact, request.user)
        asked = {name: request.GET.get(name, '') for name in ('grade', 'model')}
        lines = [
            line for line in seen.lines if asked['grade'] in ('', line.grade) and asked['model'] in ('', line.model)
        ]
        page = Paginator(lines, PAGE).get_page(request.GET.get('page'))
        return {
            'explanation': self.explain(instance),
            'counts': count(seen.lines),
            'grades': [(grade, label, ImpactGradeChoices.colors[grade]) for grade, label in _grades()],
            'models': list(MODELS.items()),
            'asked': asked,
            'page': page,
            'lines': show(page.object_list, request.user),
            'total': len(seen.lines),
            'hidden': seen.hidden,
            'unknown': show_unknown(seen.unknown, request.user),
        }


def _grades() -> list[tuple[str, str]]:
    return [(grade, label) for grade, label in ImpactGradeChoices if grade != ImpactGradeChoices.NONE]


@register_model_view(PowerPanel, TAB, path=PATH)
class PowerPanelImpactView(_ImpactTab):
    queryset = PowerPanel.objects.all()


@register_model_view(PowerFeed, TAB, path=PATH)
class PowerFeedImpactView(_ImpactTab):
    queryset = PowerFeed.objects.all()


@register_model_view(Rack, TAB, path=PATH)
class RackImpactView(_ImpactTab):
    queryset = Rack.objects.all()


@register_model_view(Location, TAB, path=PATH)
class LocationImpactView(_ImpactTab):
    queryset = Location.objects.all()


@register_model_view(Device, TAB, path=PATH)
class DeviceImpactView(_ImpactTab):
    queryset = Device.objects.all()


@register_model_view(Circuit, TAB, path=PATH)
class CircuitImpactView(_ImpactTab):
    queryset = Circuit.objects.all()


@register_model_view(Prefix, TAB, path=PATH)
class PrefixImpactView(_ImpactTab):
    queryset = Prefix.objects.all()


@register_model_view(MaintenanceTicket, 'impact')
class TicketImpactView(_ImpactTab):
    """Of all that the ticket touches, at once."""

    queryset = MaintenanceTicket.objects.select_related('applicant', 'procedure')

    def find(self, instance: MaintenanceTicket) -> Impact:
        return assess(Touched.of(instance))

    def explain(self, instance: MaintenanceTicket) -> str:
        if not Touched.of(instance):
            return _('The ticket names nothing that it touches: add the devices, racks, panels, feeds … that it does.')
        return _('What is hit when all that the ticket touches goes at once, by the data of NetBox as it is now.')


@register_model_view(MaintenanceWindow, 'impact')
class WindowImpactView(_ImpactTab):
    """As it was found when the window was assessed last."""

    queryset = MaintenanceWindow.objects.select_related('ticket')

    def find(self, instance: MaintenanceWindow) -> Impact:
        return read_kept(instance)

    def explain(self, instance: MaintenanceWindow) -> str:
        if instance.assessed_at is None:
            return _('Nobody has assessed this window yet.')
        return _('What the window hits, as it was found when it was assessed last.')
