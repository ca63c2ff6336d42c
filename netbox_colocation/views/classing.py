"""Giving a paper its class in the archive."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from utilities.views import register_model_view

from ..documents.classing import classify
from ..documents.subjects import agency_of
from ..forms.classifications import ClassifyForm
from ..models import Document
from .act_pages import OwnRowActView
from .buttons import RowButton

__all__ = ('Classify', 'DocumentClassifyView')

CLASSIFY = 'netbox_colocation.classify_document'


class Classify(RowButton):
    name, label, icon = 'classify', gettext_lazy('Classify'), 'mdi-archive-outline'

    @classmethod
    def is_offered(cls, obj: Document, user: Any) -> bool:
        return obj.classification_id is None and obj.destroyed_at is None and user.has_perm(CLASSIFY, obj)


@register_model_view(Document, 'classify', path='classify')
class DocumentClassifyView(OwnRowActView):
    queryset = Document.objects.select_related('request', 'visit', 'ticket', 'case__agency')
    form = ClassifyForm
    asks_for = CLASSIFY
    title = gettext_lazy('Classify')
    done = gettext_lazy('The paper has its class.')

    def form_options(self, obj: Document) -> dict[str, Any]:
        return {'agency': agency_of(obj.subject)}

    def act(self, obj: Document, answers: dict[str, Any]) -> None:
        classify(obj, answers['classification'], now=timezone.now())
