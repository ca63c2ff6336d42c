"""What happened to a case, for people."""

from django.utils.translation import gettext_lazy as _

from netbox.ui.panels import ObjectPanel

from ..models import Case

__all__ = ('EventsPanel',)


class EventsPanel(ObjectPanel):
    """The events of a case, or of the case of the object at `accessor`; one query."""

    template_name = 'netbox_colocation/panels/events.html'
    title = _('Events')

    def get_context(self, context):
        prepared = super().get_context(context)
        obj = prepared['object']
        case = obj if isinstance(obj, Case) else getattr(obj, 'case', None)
        return {**prepared, 'case': case, 'events': list(case.events.order_by('sequence')) if case else []}

    def should_render(self, context):
        return bool(context['events'])
