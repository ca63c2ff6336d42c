"""The words for what happens to maintenance windows and their notices, as the record of a case tells it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from ..calendars.moments import shown
from ..choices import NoticeKindChoices
from ..workflows.document import ProcedureDocument

__all__ = ('WINDOW_EVENTS',)

type Words = Callable[[Mapping[str, Any], ProcedureDocument, str], str]


def _span(sentence: Any) -> Words:
    """Words with the time of the window, in the reader's own writing."""

    def fill(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
        moments = (parse_datetime(str(data.get(key) or '')) for key in ('starts', 'ends'))
        texts = [shown(each) for each in moments]
        values = {'reason': data.get('reason', ''), 'outcome': data.get('outcome', '')}
        return str(sentence).format(starts=texts[0], ends=texts[1], **values)

    return fill


def _notice(sentence: Any) -> Words:
    """Words with the kind of the notice; to whom it is stands on its own page, for those who may see it."""

    def fill(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
        labels = {value: str(label) for value, label in NoticeKindChoices()}
        kind = data.get('notice_kind', '')
        return str(sentence).format(kind=labels.get(kind, kind).lower())

    return fill


WINDOW_EVENTS: dict[str, Words] = {
    'window-proposed': _span(_('Maintenance window proposed: {starts} to {ends}')),
    'window-agreed': _span(_('Maintenance window agreed to: {starts} to {ends}')),
    'window-changed': _span(_('Maintenance window put at another time, {starts} to {ends}: {reason}')),
    'window-extended': _span(_('Maintenance window lasts until {ends}: {reason}')),
    'window-begun': _span(_('Maintenance window has begun')),
    'window-finished': _span(_('Maintenance window is over: {outcome}')),
    'window-cancelled': _span(_('Maintenance window cancelled: {reason}')),
    'window-not-begun': _span(_('The maintenance window of {starts} should have begun')),
    'window-overrun': _span(_('The maintenance window should have ended at {ends}')),
    'notice-approved': _notice(_('Notice to an affected agency approved ({kind})')),
    'notice-sent': _notice(_('Notice to an affected agency sent ({kind})')),
    'notice-dropped': _notice(_('Notice to an affected agency not sent ({kind})')),
    'notice-late': _span(_('Not everybody affected was told of the maintenance window of {starts}')),
}
