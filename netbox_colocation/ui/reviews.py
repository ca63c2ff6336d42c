"""The lines of an access review, on its page and as a file."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from netbox.ui import panels

from ..calendars.moments import shown
from ..models import AccessReview, ReviewLine
from .spreadsheets import Column, Listing

__all__ = ('ReviewLinesPanel', 'lines_of', 'list_lines')

# Where a line leads, for those who may go there.
WAYS = ('right', 'appointment', 'representative', 'visit')


class ReviewLinesPanel(panels.ObjectPanel):
    template_name = 'netbox_colocation/panels/review_lines.html'
    title = gettext_lazy('Who has a way in')

    def get_context(self, context: Any) -> dict[str, Any]:
        prepared = super().get_context(context)
        rows = lines_of(prepared['object'], context['request'].user)
        return {**prepared, 'rows': rows, 'undecided': sum(1 for row in rows if not row['line'].decision)}


def lines_of(review: AccessReview, user: AbstractUser) -> list[dict[str, Any]]:
    """Return each line with the address of what it is about, where the user may see that; a constant number of
    queries."""
    lines = list(review.lines.select_related('decided_by', *WAYS))
    visible = {
        way: set(
            ReviewLine._meta.get_field(way)
            .related_model._default_manager.restrict(user, 'view')
            .filter(pk__in=[key for line in lines if (key := getattr(line, f'{way}_id'))])
            .values_list('pk', flat=True)
        )
        for way in WAYS
    }
    return [{'line': line, 'url': _url(line, visible)} for line in lines]


def _url(line: ReviewLine, visible: dict[str, set[int]]) -> str:
    for way in WAYS:
        if getattr(line, f'{way}_id') in visible[way]:
            return getattr(line, way).get_absolute_url()
    return ''


def list_lines(review: AccessReview) -> Listing:
    """Return the lines as a table for a file."""
    columns = (
        Column('kind', _('Kind')),
        Column('person', _('Person')),
        Column('text', _('What they may'), 'long'),
        Column('last_seen', _('Last in the room')),
        Column('decision', _('Decision')),
        Column('remark', _('Remark'), 'long'),
        Column('decided_by', _('Decided by')),
        Column('decided_at', _('Decided at')),
    )
    rows = [
        (
            str(line.get_kind_display()),
            line.person,
            line.text,
            shown(line.last_seen_at),
            str(line.get_decision_display()),
            line.remark,
            str(line.decided_by or ''),
            shown(line.decided_at),
        )
        for line in review.lines.select_related('decided_by')
    ]
    return Listing(key='access-review', title=str(review), columns=columns, rows=rows, note=review.conclusion)
