"""What the plugin adds to every page of NetBox: how many tasks wait, beside the user's name."""

from django.template.loader import render_to_string
from django.utils import timezone

from netbox.plugins import PluginTemplateExtension

from .ui.inbox import describe_count
from .workflows.inbox import MOST_IN_MENU, count_waiting

__all__ = ('InboxCounter', 'template_extensions')


class InboxCounter(PluginTemplateExtension):
    """One query for a page, though NetBox asks twice (for narrow and for wide windows); none for strangers."""

    def navbar(self) -> str:
        request = self.context['request']
        user = request.user
        if not user.is_authenticated or not user.has_perm('netbox_colocation.view_task'):
            return ''
        if not hasattr(request, '_colocation_waiting'):
            request._colocation_waiting = count_waiting(user, now=timezone.now())
        waiting = request._colocation_waiting
        context = {
            'open': describe_count(waiting.open, most=MOST_IN_MENU),
            'late': describe_count(waiting.late, most=MOST_IN_MENU),
        }
        return render_to_string('netbox_colocation/inbox_counter.html', context)


template_extensions = [InboxCounter]
