"""A subject and its servers may be edited and deleted while it is a draft; edited also when it was returned for that.

The buttons are hidden and the pages turn the user back; the models' own `clean()` and the receivers in `signals` refuse
what gets past both.
"""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import ContextMixin

from netbox.object_actions import DeleteObject, EditObject, ObjectAction

from ..choices import RequestStatusChoices
from ..models import CarriedItem, RequestedServer, Subject, Visitor

__all__ = ('BulkOfDraftsMixin', 'DeleteDraft', 'DraftMixin', 'EditDraft', 'SubmitDraft')


type Part = RequestedServer | Visitor | CarriedItem


def subject_of(obj: Subject | Part) -> Subject:
    """Return the subject that a row is, or is part of."""
    if isinstance(obj, Subject):
        return obj
    return obj.request if isinstance(obj, RequestedServer) else obj.visit


class EditDraft(EditObject):
    @classmethod
    def render(cls, context: ContextMixin, obj: Any, **kwargs) -> str:
        return super().render(context, obj, **kwargs) if subject_of(obj).is_editable else ''


class DeleteDraft(DeleteObject):
    """A returned subject keeps its row, but may lose parts."""

    @classmethod
    def render(cls, context: ContextMixin, obj: Any, **kwargs) -> str:
        return super().render(context, obj, **kwargs) if is_deletable(obj) else ''


def is_deletable(obj: Subject | Part) -> bool:
    return obj.is_draft if isinstance(obj, Subject) else subject_of(obj).is_editable


class SubmitDraft(ObjectAction):
    """The button that opens the subject's case."""

    name = 'submit'
    label = gettext_lazy('Submit')
    permissions_required = {'submit'}
    url_kwargs = ['pk']
    template_name = 'netbox_colocation/buttons/submit.html'

    @classmethod
    def get_context(cls, context, obj: Subject) -> dict[str, Any]:
        # NetBox renders buttons without the request, hence without its context processors.
        return {'csrf_token': context['csrf_token'], 'is_draft': obj.is_draft}


class DraftMixin:
    """An edit or delete page that turns the user back from what was submitted.

    `deletes` says that the page deletes. An edit page leaves in `acting_user` who handed in the letter that comes with
    the form.
    """

    deletes = False

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._turn_back(request, **kwargs) or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._turn_back(request, **kwargs) or super().post(request, *args, **kwargs)

    def alter_object(self, obj: Any, request: HttpRequest, args, kwargs) -> Any:
        obj.acting_user = request.user
        return obj

    def _turn_back(self, request: HttpRequest, **kwargs) -> HttpResponse | None:
        if not kwargs:
            return None
        obj = self.get_object(**kwargs)
        if is_deletable(obj) if self.deletes else subject_of(obj).is_editable:
            return None
        messages.error(request, _('This request was submitted: what it asks for no longer changes here.'))
        return redirect(obj.get_absolute_url())


class BulkOfDraftsMixin:
    """A bulk page that does nothing at all when anything chosen was submitted.

    `draft_path` leads from the model to the subject's status.
    """

    draft_path = 'status'

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # Also what `all objects matching the query` falls back to.
        return super().get_queryset(request).filter(**{self.draft_path: RequestStatusChoices.DRAFT})

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        chosen = request.POST.getlist('pk')
        drafts = self.queryset.filter(pk__in=chosen).count()
        if drafts != len(set(chosen)) and '_all' not in request.POST:
            messages.error(request, _('Nothing was changed: choose drafts only, what was submitted stays as it is.'))
            return redirect(self.get_return_url(request))
        return super().post(request, **kwargs)
