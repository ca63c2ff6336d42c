"""The rows of a draft: their list, where one is moved or removed, and the page of one row."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from utilities.views import register_model_view

from ..forms.procedure_rows import RowForm
from ..models import ProcedureVersion
from ..workflows.procedure_source import check_source
from ..workflows.procedure_text import rewrite
from ..workflows.publishing import load_yaml
from .procedure_editing import DraftEditorView, Unreadable, address

__all__ = ('EditorRowView', 'EditorView')


def rows_of(raw: Mapping[str, Any]) -> list[Any]:
    rows = raw.get('rows') or []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Unreadable(_('“rows” is not a list of rows.'))
    return rows


class MoveRowForm(forms.Form):
    """What to do with a row of the list."""

    place = forms.IntegerField(min_value=0)
    do = forms.ChoiceField(choices=[(name, name) for name in ('up', 'down', 'remove')])


@register_model_view(ProcedureVersion, 'editor')
class EditorView(DraftEditorView):
    """The rows: move one, remove one, or go to the page of one."""

    section = 'editor'
    template_name = 'netbox_colocation/procedure_editor.html'

    def part_of(self, request: HttpRequest, raw: Mapping[str, Any]) -> Any:
        return {'rows': rows_of(raw)}

    def make_form(self, part: Any, raw: Mapping[str, Any], data: Any) -> MoveRowForm:
        return MoveRowForm(data)

    def text_of(self, part: Any) -> str:
        return ''  # a row that stood elsewhere meanwhile is never moved: the save is refused

    def new_source(self, request: HttpRequest, source: str, raw: Mapping[str, Any], form: MoveRowForm) -> str:
        rows, place = list(rows_of(raw)), form.cleaned_data['place']
        if place >= len(rows):
            raise Unreadable(_('There is no such row.'))
        row = rows.pop(place)
        if form.cleaned_data['do'] != 'remove':
            rows.insert(max(place - 1, 0) if form.cleaned_data['do'] == 'up' else place + 1, row)
        return rewrite(source, {**raw, 'rows': rows}, load=load_yaml)

    def further_context(self, request: HttpRequest, draft: ProcedureVersion, part: Any, form: Any) -> dict[str, Any]:
        problems = check_source(draft.source, procedure=draft.procedure).problems
        return {
            'rows': [
                {
                    'place': place,
                    'row': row,
                    'activity': _activity(row),
                    'actors': _actors(row),
                    'wrong': any(problem.path.startswith(f'rows[{place}]') for problem in problems),
                }
                for place, row in enumerate(part['rows'])
            ]
        }


def _activity(row: Mapping[str, Any]) -> str:
    activity = row.get('activity')
    languages = ('id', 'en') if (get_language() or '').startswith('id') else ('en', 'id')
    texts = [activity.get(language) for language in languages] if isinstance(activity, Mapping) else []
    return next((str(text) for text in texts if text), '—')


def _actors(row: Mapping[str, Any]) -> list[str]:
    """Who acts in a row, as its document names them."""
    steps = row.get('steps')
    found = (
        [step.get('by') for step in steps if isinstance(step, Mapping)] if isinstance(steps, list) else row.get('by')
    )
    listed = found if isinstance(found, list) else [found]
    return [
        by if isinstance(by, str) else str(by.get('default', '')) if isinstance(by, Mapping) else str(by)
        for by in listed
        if by
    ]


@register_model_view(ProcedureVersion, 'editor_row', path='editor/row')
class EditorRowView(DraftEditorView):
    """One row: `?place=` of an existing one, or `?after=` for a new one."""

    section = 'editor_row'
    template_name = 'netbox_colocation/procedure_editor_row.html'

    def part_of(self, request: HttpRequest, raw: Mapping[str, Any]) -> Any:
        rows = rows_of(raw)
        place = _whole(request.GET.get('place'))
        if place is not None and place < len(rows):
            return rows[place]
        after = _whole(request.GET.get('after'))
        return _new_row(rows, len(rows) if after is None else min(after + 1, len(rows)))

    def make_form(self, part: Any, raw: Mapping[str, Any], data: Any) -> RowForm:
        return RowForm(data, row=part, raw=raw)

    def new_source(self, request: HttpRequest, source: str, raw: Mapping[str, Any], form: RowForm) -> str:
        rows, row = list(rows_of(raw)), form.changed_row()
        place, after = _whole(request.GET.get('place')), _whole(request.GET.get('after'))
        if place is None:
            rows.insert(len(rows) if after is None else min(after + 1, len(rows)), row)
        else:
            rows[_find_row(rows, place, form.row.get('row'))] = row
        return rewrite(source, {**raw, 'rows': rows}, load=load_yaml)

    def next_address(self, request: HttpRequest, draft: ProcedureVersion) -> str:
        return address('editor', draft)

    def further_context(self, request: HttpRequest, draft: ProcedureVersion, part: Any, form: Any) -> dict[str, Any]:
        place = _whole(request.GET.get('place'))
        problems = check_source(draft.source, procedure=draft.procedure).problems
        own = [problem for problem in problems if place is not None and problem.path.startswith(f'rows[{place}]')]
        return {'section': 'editor', 'is_new': place is None, 'own_problems': own}


def _whole(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 5 else None


def _find_row(rows: list[Any], place: int, number: Any) -> int:
    """Where the row of that number stands now: at its place, or where somebody has moved it."""
    if place < len(rows) and rows[place].get('row') == number:
        return place
    for other, row in enumerate(rows):
        if row.get('row') == number:
            return other
    raise Unreadable(_('Row {number} is not there any more.').format(number=number))


def _new_row(rows: list[Any], place: int) -> dict[str, Any]:
    """A row with the number that fits between its neighbours: `14`, or `4a` after 4."""
    taken = {str(row.get('row')) for row in rows}
    if place == len(rows):
        numbers = [int(number) for number in taken if number.isdigit()]
        return {'row': max(numbers, default=0) + 1}
    before = str(rows[place - 1].get('row', '')) if place else '0'
    letters = (f'{before.rstrip("abcdefghijklmnopqrstuvwxyz")}{letter}' for letter in 'abcdefghijklmnopqrstuvwxyz')
    return {'row': next((number for number in letters if number not in taken), before)}
