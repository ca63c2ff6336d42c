"""What happens to a draft as a whole: it is copied, published or discarded; and a new procedure from a text."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.signals import clear_events
from netbox.object_actions import ObjectAction
from netbox.views import generic
from tenancy.models import Tenant
from utilities.forms import restrict_form_fields
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..choices import VersionStateChoices
from ..exceptions import ColocationError
from ..forms.procedure_drafts import ProcedureTextForm
from ..models import Procedure, ProcedureVersion
from ..ui.comparing import identity_views, role_views, row_views
from ..workflows.comparing import compare
from ..workflows.drafting_procedures import discard_draft, import_procedure, make_draft, publish_draft
from ..workflows.procedure_source import check_source
from .procedure_editing import VERSIONS, address, read_at_of

__all__ = (
    'AddProcedureText',
    'CopyToDraft',
    'DiscardDraft',
    'EditDraftText',
    'NewDraft',
    'ProcedureDraftView',
    'ProcedureTextView',
    'ProcedureVersionCopyView',
    'ProcedureVersionDiscardView',
    'ProcedureVersionPublishView',
    'PublishDraft',
)


def is_draft(version: ProcedureVersion) -> bool:
    return version.state == VersionStateChoices.DRAFT


def refuse_foreign(draft: ProcedureVersion, user: Any, action: str = 'add') -> None:
    """NetBox's rule for what was just made: it must lie within what the user may make.

    Raises:
        PermissionDenied: it does not; the transaction around is rolled back.
    """
    if not type(draft).objects.restrict(user, action).filter(pk=draft.pk).exists():
        raise PermissionDenied


# -- buttons -----------------------------------------------------------------------------------------------------------


class VersionAction(ObjectAction):
    """A button of a version's page, shown in one state; `posts` at once, or leads to a page."""

    url_kwargs = ['pk']
    template_name = 'netbox_colocation/procedure_button.html'
    icon, colour, posts = '', 'primary', False

    @classmethod
    def shows(cls, version: ProcedureVersion) -> bool:
        return is_draft(version)

    @classmethod
    def get_context(cls, context: Any, obj: ProcedureVersion) -> dict[str, Any]:
        [action] = cls.permissions_required
        may = context['request'].user.has_perm(
            get_permission_for_model(obj, action), obj if cls.bound(action) else None
        )
        return {
            'shown': may and cls.shows(obj),
            'csrf_token': context.get('csrf_token'),
            'icon': cls.icon,
            'colour': cls.colour,
            'posts': cls.posts,
        }

    @staticmethod
    def bound(action: str) -> bool:
        """Whether the right is one on this row; `add` is one on the row that will be."""
        return action != 'add'


class EditDraftText(VersionAction):
    name, label, permissions_required = 'editor', gettext_lazy('Edit draft'), {'change'}
    icon, colour = 'pencil', 'warning'


class PublishDraft(VersionAction):
    name, label, permissions_required = 'publish', gettext_lazy('Publish'), {'publish'}
    icon, colour = 'publish', 'success'


class DiscardDraft(VersionAction):
    name, label, permissions_required = 'discard', gettext_lazy('Discard'), {'delete'}
    icon, colour = 'trash-can-outline', 'danger'


class CopyToDraft(VersionAction):
    name, label, permissions_required = 'copy', gettext_lazy('Copy to a draft'), {'add'}
    icon, colour, posts = 'content-copy', 'primary', True

    @classmethod
    def shows(cls, version: ProcedureVersion) -> bool:
        return True


class NewDraft(ObjectAction):
    """The button of a procedure that makes a draft of its newest version, or of nothing."""

    name, label, permissions_required = 'draft', gettext_lazy('New draft'), {'view'}
    url_kwargs = ['pk']
    template_name = 'netbox_colocation/procedure_button.html'

    @classmethod
    def get_context(cls, context: Any, obj: Procedure) -> dict[str, Any]:
        may = context['request'].user.has_perm(get_permission_for_model(ProcedureVersion, 'add'))
        return {
            'shown': may, 'csrf_token': context.get('csrf_token'), 'icon': 'content-copy', 'colour': 'primary',
            'posts': True,
        }  # fmt: skip


class AddProcedureText(ObjectAction):
    """The button of the list of procedures that leads to a new one from a text."""

    name, label, permissions_required = 'text_add', gettext_lazy('From YAML'), {'add'}
    template_name = 'netbox_colocation/procedure_button.html'

    @classmethod
    def get_context(cls, context: Any, obj: Any) -> dict[str, Any]:
        return {'shown': True, 'icon': 'file-upload-outline', 'colour': 'primary', 'posts': False}


# -- pages -------------------------------------------------------------------------------------------------------------


class MakeDraftView(generic.base.BaseObjectView):
    """Makes a draft and goes to its editor. Who may `add` versions may, from what they may view."""

    http_method_names = ['post', 'options']
    additional_permissions = [get_permission_for_model(ProcedureVersion, 'add')]

    def get_required_permission(self) -> str:
        return get_permission_for_model(self.queryset.model, 'view')

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        procedure, base = self.find_base(request, self.get_object(pk=pk))
        with transaction.atomic():
            draft = make_draft(procedure, actor=request.user, base=base)
            refuse_foreign(draft, request.user)
        messages.success(request, _('A draft was made: {draft}.').format(draft=draft))
        may_edit = request.user.has_perm(get_permission_for_model(draft, 'change'), draft)
        return redirect(address('editor', draft) if may_edit else draft.get_absolute_url())

    def find_base(self, request: HttpRequest, obj: Any) -> tuple[Procedure, ProcedureVersion | None]:
        """The procedure to make a draft of, and the version to copy; None for an empty draft."""
        raise NotImplementedError


@register_model_view(ProcedureVersion, 'copy')
class ProcedureVersionCopyView(MakeDraftView):
    queryset = VERSIONS

    def find_base(self, request: HttpRequest, obj: ProcedureVersion) -> tuple[Procedure, ProcedureVersion | None]:
        return obj.procedure, obj


@register_model_view(Procedure, 'draft')
class ProcedureDraftView(MakeDraftView):
    queryset = Procedure.objects.select_related('agency')

    def find_base(self, request: HttpRequest, obj: Procedure) -> tuple[Procedure, ProcedureVersion | None]:
        versions = ProcedureVersion.objects.restrict(request.user, 'view').filter(procedure=obj)
        published = versions.filter(state=VersionStateChoices.PUBLISHED)
        return obj, published.order_by('-number').first()


class DraftEndView(generic.base.BaseObjectView):
    """A page that asks once more, and then publishes or discards a draft."""

    queryset = VERSIONS
    action = ''
    template_name = ''

    def get_required_permission(self) -> str:
        return get_permission_for_model(ProcedureVersion, self.action)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.get_object(pk=pk)
        return self._turn_back(request, draft) or self._show(request, draft)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.get_object(pk=pk)
        if turned_back := self._turn_back(request, draft):
            return turned_back
        try:
            return self.act(request, draft)
        except ColocationError as refusal:
            clear_events.send(sender=self)
            draft = VERSIONS.filter(pk=pk).first()
            if draft is None or not is_draft(draft):
                messages.error(request, refusal.message)
                return redirect('plugins:netbox_colocation:procedureversion_list')
            return self._show(request, draft, refusal=refusal, status=409)

    def act(self, request: HttpRequest, draft: ProcedureVersion) -> HttpResponse:
        raise NotImplementedError

    def _turn_back(self, request: HttpRequest, draft: ProcedureVersion) -> HttpResponse | None:
        if is_draft(draft):
            return None
        messages.error(request, _('A published version never changes: copy it to a draft and change that.'))
        return redirect(draft.get_absolute_url())

    def _show(self, request: HttpRequest, draft: ProcedureVersion, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            'object': draft,
            'actions': (),
            'tab': self.action,
            'read_at': draft.last_updated.isoformat(),
            **self.further_context(request, draft),
            **more,
        }
        return render(request, self.template_name, context, status=status)

    def further_context(self, request: HttpRequest, draft: ProcedureVersion) -> dict[str, Any]:
        return {}


@register_model_view(ProcedureVersion, 'publish')
class ProcedureVersionPublishView(DraftEndView):
    """What changes against the version in force, what stands against publishing, and the button."""

    action = 'publish'
    template_name = 'netbox_colocation/procedure_publish.html'

    def act(self, request: HttpRequest, draft: ProcedureVersion) -> HttpResponse:
        published = publish_draft(draft, actor=request.user, now=timezone.now(), read_at=read_at_of(request))
        message = _('{version} is published. New cases follow it; cases that run keep theirs.')
        messages.success(request, message.format(version=published))
        return redirect(published.get_absolute_url())

    def further_context(self, request: HttpRequest, draft: ProcedureVersion) -> dict[str, Any]:
        checked = check_source(draft.source, procedure=draft.procedure)
        visible = ProcedureVersion.objects.restrict(request.user, 'view').filter(procedure=draft.procedure)
        newest = visible.filter(state=VersionStateChoices.PUBLISHED).order_by('-number').first()
        context: dict[str, Any] = {'problems': checked.problems, 'newest': newest}
        if newest and checked.document:
            comparison = compare(newest.document, checked.stored)
            context |= {
                'comparison': comparison,
                'identity': identity_views(comparison),
                'roles': role_views(comparison),
                'rows': row_views(comparison),
            }
        return context


@register_model_view(ProcedureVersion, 'discard')
class ProcedureVersionDiscardView(DraftEndView):
    action = 'delete'
    template_name = 'netbox_colocation/procedure_discard.html'

    def act(self, request: HttpRequest, draft: ProcedureVersion) -> HttpResponse:
        procedure, name = draft.procedure, str(draft)
        discard_draft(draft, read_at=read_at_of(request))
        messages.success(request, _('The draft {draft} was discarded.').format(draft=name))
        return redirect(procedure.get_absolute_url())


@register_model_view(Procedure, 'text_add', path='add-text', detail=False)
class ProcedureTextView(generic.base.BaseObjectView):
    """A new procedure of an agency, from a shipped one, a file or a text; it begins as a draft."""

    queryset = Procedure.objects.all()
    additional_permissions = [get_permission_for_model(ProcedureVersion, 'add')]
    template_name = 'netbox_colocation/procedure_text.html'

    def get_required_permission(self) -> str:
        return get_permission_for_model(Procedure, 'add')

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ProcedureTextForm(initial={'agency': request.GET.get('agency')})
        restrict_form_fields(form, request.user)
        return self._show(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProcedureTextForm(request.POST, request.FILES)
        restrict_form_fields(form, request.user)
        if not form.is_valid():
            return self._show(request, form, status=400)
        agency: Tenant = form.cleaned_data['agency']
        try:
            with transaction.atomic():
                before = set(Procedure.objects.filter(agency=agency).values_list('pk', flat=True))
                draft = import_procedure(form.text(), agency=agency, actor=request.user, note=form.cleaned_data['note'])
                if draft.procedure_id not in before:
                    refuse_foreign(draft.procedure, request.user)
                refuse_foreign(draft, request.user)
        except ColocationError as refusal:
            clear_events.send(sender=self)
            return self._show(request, form, refusal=refusal, status=400)
        messages.success(request, _('A draft was made: {draft}.').format(draft=draft))
        return redirect(draft.get_absolute_url())

    def _show(self, request: HttpRequest, form: ProcedureTextForm, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {'form': form, 'return_url': reverse('plugins:netbox_colocation:procedure_list'), **more}
        return render(request, self.template_name, context, status=status)
