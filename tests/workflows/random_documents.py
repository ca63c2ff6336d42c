"""Random procedures that are valid by construction: rows in chains, together, acknowledged, optional, looping back."""

from typing import Any

from hypothesis import strategies as st

ROLES = ('head', 'helpdesk', 'team')
TEXT = {'id': 'Teks', 'en': 'Text'}
LIMITS = ('5 minutes', '3 hours', '1 day', '2 working days', '3 calendar days')


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document of two to six rows; the applicant submits, the last row ends."""
    numbers = [str(number) for number in range(2, draw(st.integers(2, 6)) + 1)]
    rows = [_submission()]
    for place, number in enumerate(numbers):
        rows.append(draw(_rows(number, earlier=numbers[:place], is_last=place == len(numbers) - 1)))
    return {
        'procedure': 'random',
        'subject': 'maintenance-ticket',
        'title': TEXT,
        'roles': {'applicant': TEXT, **dict.fromkeys(ROLES, TEXT)},
        'rows': rows,
    }


def _submission() -> dict[str, Any]:
    return {
        'row': 1,
        'activity': TEXT,
        'by': 'applicant',
        'does': 'submission',
        'outcomes': {'submitted': {'label': TEXT, 'then': ['request.open']}},
    }


@st.composite
def _rows(draw: st.DrawFn, number: str, earlier: list[str], is_last: bool) -> dict[str, Any]:
    row: dict[str, Any] = {'row': int(number), 'activity': TEXT}
    shape = draw(st.sampled_from(('one', 'chain', 'together', 'several')))
    actors = draw(st.lists(st.sampled_from((*ROLES, 'applicant')), min_size=2, max_size=3, unique=True))
    outcomes = {'done': {'label': TEXT}}
    if earlier and draw(st.booleans()):
        outcomes['back'] = {'label': TEXT, 'comment': 'required', 'to': draw(st.sampled_from(earlier))}
    if draw(st.booleans()):
        outcomes['refused'] = {'label': TEXT, 'comment': 'required', 'end': 'refused'}
    if shape == 'together':
        row |= {
            'together': True,
            'steps': [{'by': actor, 'does': 'review', 'outcomes': outcomes} for actor in actors],
        }
    else:
        row |= {'does': 'review', 'outcomes': outcomes, 'by': actors if shape == 'chain' else actors[0]}
        if shape == 'several' and actors[0] != 'applicant':
            row['at_least'] = 2
    if draw(st.booleans()):
        row['acknowledged_by'] = draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True))
    if draw(st.booleans()):
        row['limit'] = draw(st.sampled_from(LIMITS))
        if draw(st.booleans()):
            row['limit_per'] = 'hand-over'
    if draw(st.booleans()) and shape != 'together':
        row['optional'] = True
    if draw(st.integers(0, 3)) == 0:
        row['when'] = [{'fact': 'ticket.kind', 'is': draw(st.sampled_from(('request', 'incident')))}]
    if is_last:
        row['ends'] = 'completed'
    return row
