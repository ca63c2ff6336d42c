"""The printed sheet of a procedure's version, and of a case with its state: PDFs for whoever may view the row."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from netbox.object_actions import ObjectAction
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..models import Case, ProcedureVersion
from ..ui.sheet_download import serve_case_sheet, serve_version_sheet

__all__ = ('CaseSheetView', 'PrintSheet', 'ProcedureVersionSheetView')


class PrintSheet(ObjectAction):
    """The button to the printed sheet; a draft has none."""

    name = 'sheet'
    label = _('Print sheet')
    permissions_required = {'view'}
    url_kwargs = ['pk']
    template_name = 'netbox_colocation/buttons/sheet.html'

    @classmethod
    def get_context(cls, context: Any, obj: Case | ProcedureVersion) -> dict[str, Any]:
        return {'is_shown': isinstance(obj, Case) or obj.published_at is not None}


@register_model_view(ProcedureVersion, 'sheet')
class ProcedureVersionSheetView(generic.base.BaseObjectView):
    """The procedure as its agency prints it; `?paper=f4` for folio."""

    queryset = ProcedureVersion.objects.select_related('procedure__agency')
    http_method_names = ('get', 'head', 'options')

    def get_required_permission(self) -> str:
        return get_permission_for_model(ProcedureVersion, 'view')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return serve_version_sheet(self.get_object(pk=pk), paper=request.GET.get('paper', ''))


@register_model_view(Case, 'sheet')
class CaseSheetView(generic.base.BaseObjectView):
    """The procedure of a case with what is done, open and late; `?paper=f4` for folio."""

    queryset = Case.objects.select_related('version', 'agency', 'applicant')
    http_method_names = ('get', 'head', 'options')

    def get_required_permission(self) -> str:
        return get_permission_for_model(Case, 'view')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return serve_case_sheet(self.get_object(pk=pk), paper=request.GET.get('paper', ''))
