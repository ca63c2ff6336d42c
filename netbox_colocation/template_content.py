"""What the plugin adds to NetBox's pages: how many tasks wait, and what takes place at an object."""

from django.template.loader import render_to_string
from django.utils import timezone

from netbox.plugins import PluginTemplateExtension

from .ui.hints import describe_hints
from .ui.inbox import describe_count
from .workflows.hints import MODELS, find_hints
from .workflows.inbox import MOST_IN_MENU, count_waiting

__all__ = ('InboxCounter', 'NoticeOfWork', 'template_extensions')


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


class NoticeOfWork(PluginTemplateExtension):
    """People inside, and maintenance now or soon, at the top of an object's page: two queries, none for strangers."""

    models = list(MODELS)

    def alerts(self) -> str:
        user, now = self.context['request'].user, timezone.now()
        hints = find_hints(self.context['object'], user=user, now=now) if user.is_authenticated else None
        if not hints:
            return ''
        context = {'hints': describe_hints(hints, now=now), 'further': hints.further}
        return render_to_string('netbox_colocation/hints.html', context)


template_extensions = [InboxCounter, NoticeOfWork]
