"""The page that shows what differs between two versions of a procedure."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import ViewTab, register_model_view

from ..choices import VersionStateChoices
from ..models import ProcedureVersion
from ..ui.comparing import identity_views, role_views, row_views, text_lines
from ..workflows.comparing import compare
from ..workflows.procedure_source import check_source, source_of
from ..workflows.procedure_text import to_yaml
from .procedure_editing import VERSIONS

__all__ = ('ProcedureVersionDifferenceView', 'document_to_compare', 'version_before')


def version_before(version: ProcedureVersion, others: list[ProcedureVersion]) -> ProcedureVersion | None:
    """The version to compare with when none is chosen: the one it was made from, else the one published before it."""
    for other in others:
        if other.pk == version.based_on_id:
            return other
    earlier = [
        other for other in others if other.state == VersionStateChoices.PUBLISHED and other.number < version.number
    ]
    return max(earlier, key=lambda other: other.number, default=None)


def document_to_compare(version: ProcedureVersion) -> dict:
    """A version's document; of a draft that is not right yet, whatever its text can be read as."""
    return dict(version.document or check_source(source_of(version)).raw or {})


@register_model_view(ProcedureVersion, 'difference', path='difference')
class ProcedureVersionDifferenceView(generic.base.BaseObjectView):
    """Cell by cell, and as a difference of the texts; `?with=` is the version to compare with."""

    queryset = VERSIONS
    template_name = 'netbox_colocation/procedure_difference.html'
    tab = ViewTab(label=_('Differences'), permission='netbox_colocation.view_procedureversion', weight=500)

    def get_required_permission(self) -> str:
        return get_permission_for_model(ProcedureVersion, 'view')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.get_object(pk=pk)
        others = list(
            ProcedureVersion.objects.restrict(request.user, 'view')
            .filter(procedure=version.procedure)
            .exclude(pk=version.pk)
            .select_related('procedure')
            .defer('document', 'source')
            .order_by('-number')
        )
        chosen = request.GET.get('with', '')
        other = next((other for other in others if str(other.pk) == chosen), None) or version_before(version, others)
        context = {'object': version, 'tab': self.tab, 'actions': (), 'others': others, 'other': other}
        if other is not None:
            before, after = document_to_compare(other), document_to_compare(version)
            comparison = compare(before, after)
            own_texts = (source_of(other), source_of(version))
            # A version without a text of its own is compared as it would be written.
            texts = own_texts if other.source and version.source else (to_yaml(before), to_yaml(after))
            context |= {
                'comparison': comparison,
                'identity': identity_views(comparison),
                'roles': role_views(comparison),
                'rows': row_views(comparison),
                'lines': list(text_lines(*texts)),
            }
        return render(request, self.template_name, context)
