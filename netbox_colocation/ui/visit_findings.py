"""What there is to know about a visit before it is decided, on its page and on those of its tasks."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.ui import panels

from ..capacity.findings import Evidence
from ..models import AccessVisit
from ..workflows.visit_findings import is_undecided, read_findings
from .findings import Link, link_to

__all__ = ('VisitFindingsPanel',)


@dataclass(frozen=True)
class FindingLine:
    code: str
    message: str
    stops: bool
    links: tuple[Link, ...]


class VisitFindingsPanel(panels.ObjectPanel):
    """The findings about the visit at `accessor`: those that stand against it first; nothing where it is over."""

    template_name = 'netbox_colocation/panels/visit_findings.html'
    title = _('To know before deciding')

    def get_context(self, context: dict[str, Any]) -> dict[str, Any]:
        prepared = super().get_context(context)
        subject = prepared['object']
        if not isinstance(subject, AccessVisit) or not is_undecided(subject):
            return {**prepared, 'lines': None}
        found = read_findings(subject, user=prepared['request'].user, now=timezone.now())
        lines = [
            FindingLine(
                code=finding.code,
                message=finding.message,
                stops=finding.stops,
                links=tuple(link_to(Evidence(link.label, link.model, link.pk)) for link in finding.links),
            )
            for finding in found
        ]
        return {**prepared, 'lines': lines}

    def should_render(self, context: dict[str, Any]) -> bool:
        return context['lines'] is not None
