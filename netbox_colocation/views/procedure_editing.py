"""The editor of a draft: the roles, title and identity page, and the whole YAML; `procedure_rows` has its rows.

Every page saves the whole text, checked anew. Each form carries what its writer saw (`seen`, `read_at`): a save over
somebody else's is refused and shown again, with both texts.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..choices import VersionStateChoices
from ..exceptions import ColocationError, DocumentInvalid, DraftRefused
from ..forms.procedure_drafts import IdentityForm, RolesForm, SourceForm
from ..models import ProcedureVersion
from ..ui.comparing import text_lines
from ..ui.procedures import render_sheet
from ..workflows.drafting_procedures import save_draft
from ..workflows.procedure_source import check_source, source_of
from ..workflows.procedure_text import in_plain_form, rewrite, row_to_yaml
from ..workflows.publishing import load_yaml

__all__ = (
    'DraftEditorView',
    'EditorIdentityView',
    'EditorRolesView',
    'EditorSourceView',
    'Unreadable',
    'address',
    'read_at_of',
)

VERSIONS = ProcedureVersion.objects.select_related('procedure__agency', 'based_on')
SECTIONS = (
    ('editor', gettext_lazy('Rows')),
    ('editor_roles', gettext_lazy('Roles')),
    ('editor_identity', gettext_lazy('Title and identity page')),
    ('editor_source', gettext_lazy('YAML')),
)


def read_at_of(request: HttpRequest) -> datetime.datetime | None:
    """Return the time of the draft that the page was made from; one that is no time is one that never was."""
    try:
        found = parse_datetime(request.POST.get('read_at', ''))
    except ValueError:
        found = None
    return found or datetime.datetime.min.replace(tzinfo=datetime.UTC)


def address(name: str, draft: ProcedureVersion) -> str:
    return reverse(f'plugins:netbox_colocation:procedureversion_{name}', kwargs={'pk': draft.pk})


class Unreadable(Exception):
    """The draft's text, or the part of it that a page edits, is not of a shape that a form can show."""


class DraftEditorView(generic.base.BaseObjectView):
    """What every page of the editor does; each says what part of the document it edits, and with which form."""

    queryset = VERSIONS
    section = ''
    template_name = ''

    def get_required_permission(self) -> str:
        return get_permission_for_model(ProcedureVersion, 'change')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.get_object(pk=pk)
        if turned_back := self._turn_back(request, draft):
            return turned_back
        try:
            raw = self._read(draft.source)
            part = self.part_of(request, raw)
        except Unreadable as unreadable:
            return self._send_to_source(request, draft, unreadable)
        return self._show(request, draft, part=part, form=self.make_form(part, raw, None))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.get_object(pk=pk)
        if turned_back := self._turn_back(request, draft):
            return turned_back
        try:
            raw = self._read(draft.source)
            part = self._read(request.POST['seen']) if 'seen' in request.POST else self.part_of(request, raw)
        except Unreadable as unreadable:
            return self._send_to_source(request, draft, unreadable)
        form = self.make_form(part, raw, request.POST)
        if not form.is_valid():
            return self._refuse_form(request, draft, part, form)
        try:
            source = self.new_source(request, draft.source, raw, form)
            if 'preview' in request.POST:
                return self._preview(request, draft, source)
            saved = save_draft(
                draft, source, actor=request.user, read_at=read_at_of(request), note=form.cleaned_data.get('note')
            )
        except Unreadable as unreadable:
            return self._send_to_source(request, draft, unreadable)
        except ColocationError as refusal:
            clear_events.send(sender=self)
            return self._show_refused(request, draft, part, form, refusal)
        self._say_what_is_wrong(request, saved)
        return redirect(self.next_address(request, saved))

    # -- what each page says -----------------------------------------------------------------------------------------

    def part_of(self, request: HttpRequest, raw: Mapping[str, Any]) -> Any:
        """The part of the document that the page edits."""
        raise NotImplementedError

    def make_form(self, part: Any, raw: Mapping[str, Any], data: Any) -> forms.Form:
        raise NotImplementedError

    def new_source(self, request: HttpRequest, source: str, raw: Mapping[str, Any], form: Any) -> str:
        """The text of the draft with what the form changed."""
        raise NotImplementedError

    def text_of(self, part: Any) -> str:
        """The part as text, for the page to carry and to compare."""
        return row_to_yaml(part)

    def next_address(self, request: HttpRequest, draft: ProcedureVersion) -> str:
        return address(self.section, draft)

    # -- answers -----------------------------------------------------------------------------------------------------

    def _read(self, source: str) -> Any:
        try:
            raw = load_yaml(source)
        except DocumentInvalid as error:
            raise Unreadable(str(error.message)) from error
        if not isinstance(raw, Mapping):
            raise Unreadable(_('The text is not a document: it has no “procedure:” at its beginning.'))
        return in_plain_form(raw)

    def _turn_back(self, request: HttpRequest, draft: ProcedureVersion) -> HttpResponse | None:
        if draft.state == VersionStateChoices.DRAFT:
            return None
        messages.error(request, _('A published version never changes: copy it to a draft and change that.'))
        return redirect(draft.get_absolute_url())

    def _send_to_source(self, request: HttpRequest, draft: ProcedureVersion, reason: Unreadable) -> HttpResponse:
        if 'preview' in request.POST:
            return HttpResponse(status=204)
        message = _('This cannot be shown as a form; put it right in the YAML first. {reason}').format(reason=reason)
        messages.warning(request, message)
        return redirect(address('editor_source', draft))

    def _refuse_form(self, request: HttpRequest, draft: ProcedureVersion, part: Any, form: forms.Form) -> HttpResponse:
        if 'preview' in request.POST:
            return HttpResponse(status=204)  # the sheet stays as it is until the form is right
        return self._show(request, draft, part=part, form=form, status=400)

    def _preview(self, request: HttpRequest, draft: ProcedureVersion, source: str) -> HttpResponse:
        checked = check_source(source, procedure=draft.procedure)
        return HttpResponse(render_sheet(checked, draft, request=request, now=timezone.now()))

    def _show(
        self, request: HttpRequest, draft: ProcedureVersion, *, part: Any, form: forms.Form, status: int = 200, **more
    ) -> HttpResponse:
        checked = check_source(draft.source, procedure=draft.procedure)
        context = {
            'object': draft,
            'actions': (),
            'tab': 'editor',
            'section': self.section,
            'sections': [(name, label, address(name, draft)) for name, label in SECTIONS],
            'form': form,
            'part': part,
            'seen': self.text_of(part),
            'read_at': draft.last_updated.isoformat(),
            'checked': checked,
            'preview': render_sheet(checked, draft, request=request, now=timezone.now()),
            **self.further_context(request, draft, part, form),
            **more,
        }
        return render(request, self.template_name, context, status=status)

    def further_context(self, request: HttpRequest, draft: ProcedureVersion, part: Any, form: Any) -> dict[str, Any]:
        return {}

    def _show_refused(
        self, request: HttpRequest, draft: ProcedureVersion, part: Any, form: Any, refusal: ColocationError
    ) -> HttpResponse:
        """Show the form again with what was written, and, when somebody else saved meanwhile, both texts."""
        draft = VERSIONS.get(pk=draft.pk)
        more: dict[str, Any] = {'refusal': refusal}
        if isinstance(refusal, DraftRefused):
            more['stored'] = draft.source
            raw = self._read_if_possible(draft.source)
            own = self.new_source(request, draft.source, raw, form) if raw is not None else ''
            more['conflict'] = list(text_lines(draft.source, own))
        status = 409 if isinstance(refusal, DraftRefused) else 400
        return self._show(request, draft, part=part, form=form, status=status, **more)

    def _read_if_possible(self, source: str) -> Any:
        try:
            return self._read(source)
        except Unreadable:
            return None

    def _say_what_is_wrong(self, request: HttpRequest, draft: ProcedureVersion) -> None:
        problems = check_source(draft.source, procedure=draft.procedure).problems
        if not problems:
            messages.success(request, _('Saved. Nothing stands against publishing this draft.'))
            return
        text = ngettext(
            'Saved. {count} thing is still wrong; the draft cannot be published before it is put right.',
            'Saved. {count} things are still wrong; the draft cannot be published before they are put right.',
            len(problems),
        )
        messages.warning(request, text.format(count=len(problems)))


@register_model_view(ProcedureVersion, 'editor_roles', path='editor/roles')
class EditorRolesView(DraftEditorView):
    """The columns of the sheet."""

    section = 'editor_roles'
    template_name = 'netbox_colocation/procedure_editor_roles.html'

    def part_of(self, request: HttpRequest, raw: Mapping[str, Any]) -> Any:
        roles = raw.get('roles') or {}
        if not isinstance(roles, Mapping):
            raise Unreadable(_('“roles” is not a mapping.'))
        return {'roles': roles}

    def make_form(self, part: Any, raw: Mapping[str, Any], data: Any) -> RolesForm:
        return RolesForm(data, roles=part.get('roles') or {})

    def new_source(self, request: HttpRequest, source: str, raw: Mapping[str, Any], form: RolesForm) -> str:
        return rewrite(source, {**raw, 'roles': form.changed_roles()}, load=load_yaml)


@register_model_view(ProcedureVersion, 'editor_identity', path='editor/identity')
class EditorIdentityView(DraftEditorView):
    """Title and identity page."""

    section = 'editor_identity'
    template_name = 'netbox_colocation/procedure_editor_identity.html'

    def part_of(self, request: HttpRequest, raw: Mapping[str, Any]) -> Any:
        return {key: raw[key] for key in ('title', 'sheet') if key in raw}

    def make_form(self, part: Any, raw: Mapping[str, Any], data: Any) -> IdentityForm:
        return IdentityForm(data, raw=part)

    def new_source(self, request: HttpRequest, source: str, raw: Mapping[str, Any], form: IdentityForm) -> str:
        rest = {key: value for key, value in raw.items() if key not in ('title', 'sheet')}
        return rewrite(source, {**rest, **form.changed_document()}, load=load_yaml)


@register_model_view(ProcedureVersion, 'editor_source', path='editor/yaml')
class EditorSourceView(DraftEditorView):
    """The whole text, right or wrong."""

    section = 'editor_source'
    template_name = 'netbox_colocation/procedure_editor_source.html'

    def _read(self, source: str) -> Any:
        return {}  # nothing of it needs to be understood

    def part_of(self, request: HttpRequest, raw: Mapping[str, Any]) -> Any:
        draft = self.get_object(pk=self.kwargs['pk'])
        return {'source': source_of(draft), 'note': draft.note}

    def make_form(self, part: Any, raw: Mapping[str, Any], data: Any) -> SourceForm:
        return SourceForm(data, initial=part)

    def text_of(self, part: Any) -> str:
        return ''

    def new_source(self, request: HttpRequest, source: str, raw: Mapping[str, Any], form: SourceForm) -> str:
        return form.cleaned_data['source'].replace('\r\n', '\n')
