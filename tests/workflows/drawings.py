"""Procedures to draw: with every feature that a sheet may have, made by hand."""

from dataclasses import replace

from netbox_colocation.calendars.business_time import Limit
from netbox_colocation.workflows.document import Condition, Outcome, ProcedureDocument, Row, Step, Text

__all__ = ('every_feature', 'make_document', 'row')


def row(number, *stages, ways=None, seats=None, **fields):
    """A row of stages, each a role or a tuple of roles that act together.

    `ways`: step key -> list of (outcome, where to), where to being a step, `end:STATE` or '' for going on.
    """
    return number, stages, ways or {}, seats or {}, fields


def make_document(roles, *entries, sheet=None, title=None):
    """Build a document from `row`s, as the parser would."""
    keys = {number: _step_keys(number, stages) for number, stages, *_ in entries}
    rows = []
    for place, entry in enumerate(entries):
        rows.append(_make_row(entry, keys, entries[place + 1] if place + 1 < len(entries) else None))
    return ProcedureDocument(
        key='drawing',
        subject='colocation-request',
        title=title or Text('Contoh gambar', 'Sample drawing'),
        roles={role: Text(f'Peran {role}', f'Role {role}') for role in roles.split()},
        rows=tuple(rows),
        sheet=sheet or {},
    )


def _step_keys(number, stages):
    """The keys of a row's steps, as a list for each stage."""
    count = sum(1 if isinstance(stage, str) else len(stage) for stage in stages)
    names = iter([number] if count == 1 else [f'{number}.{place}' for place in range(1, count + 1)])
    return [[next(names) for _ in ([stage] if isinstance(stage, str) else stage)] for stage in stages]


def _make_row(entry, keys, after):
    number, stages, ways, seats, fields = entry
    fields = dict(fields)
    activity = fields.pop('activity', Text(f'Kegiatan {number}', f'Activity {number}'))
    if fields.get('end'):
        return Row(number=number, activity=activity, steps=(), **fields)
    onward, onward_end = '', fields.pop('ends', '')
    if after and not onward_end:
        onward, onward_end = (keys[after[0]][0][0], '') if after[1] else ('', after[4]['end'])
    steps = []
    for stage, roles in enumerate(stages):
        following = keys[number][stage + 1][0] if stage + 1 < len(stages) else ''
        going_on = {'to': following} if following else {'to': onward, 'end': onward_end}
        for role, key in zip([roles] if isinstance(roles, str) else roles, keys[number][stage], strict=True):
            outcomes = [_make_outcome(*way, going_on) for way in ways.get(key, [('done', '')])]
            if fields.get('is_optional'):
                outcomes.append(Outcome('not-needed', Text('Tidak perlu', 'Not needed'), to=onward, end=onward_end))
            steps.append(
                Step(key, number, role, 'note', {}, tuple(outcomes), stage=stage, seats=seats.get(key, 1)),
            )
    return Row(number, activity, tuple(steps), onward=onward, onward_end=onward_end, **fields)


def _make_outcome(key, way, going_on):
    label = Text(key.replace('-', ' ').capitalize(), key.replace('-', ' ').capitalize())
    if not way:
        return Outcome(key, label, goes_on=True, **going_on)
    if way.startswith('end:'):
        return Outcome(key, label, end=way.removeprefix('end:'))
    return Outcome(key, label, to=way)


def every_feature(activity='') -> ProcedureDocument:
    """Chains, tasks together, acknowledgements, seats, decisions of two and three ways, loops, optional and added rows,
    a row that is passed on, an end that only one outcome has, and a role that does nothing."""
    document = make_document(
        'a b c d e f',
        row('1', 'a', limit=Limit(3, 'minutes')),
        row('2', 'b', 'c', 'd', passes_to='e', limit=Limit(1, 'working days'), target=Limit(4, 'hours')),
        row('3', 'e', ways={'3': [('enough', ''), ('short', '5.1')]}, is_decision=True),
        row('4', ('b', 'c', 'e'), 'd', seats={'4.2': 2}),
        row('5', 'e', 'b', 'd', ways={'5.2': [('agreed', ''), ('returned', '5.1')], '5.3': [('ok', ''), ('no', '3')]}),
        row('6', 'c', is_optional=True, requirements=Text('Komputer, ATK', 'Computer, stationery')),
        row('7', 'd', is_added=True, when=(Condition('power.watts', 'over', 2000),)),
        row(
            '8',
            'd',
            ways={'8': [('small', ''), ('large', '10.1'), ('refused', 'end:refused')]},
            is_decision=True,
            remarks=Text('Keputusan tiga arah', 'A decision of three ways'),
        ),
        row('9', 'd', ways={'9': [('done', ''), ('again', '9')]}),
        row('10', ('e', 'e'), ways={'10.2': [('done', ''), ('failed', '9')]}, output=Text('Laporan', 'Report')),
        row('12', 'd', 'a', ways={'12.2': [('received', ''), ('objected', '2.1')]}),
        row('13', end='completed', activity=Text('Selesai', 'Done')),
    )
    if activity:
        text = Text(activity, activity)
        document = replace(
            document,
            title=text,
            roles=dict.fromkeys(document.roles, text),
            rows=tuple(
                replace(
                    each,
                    activity=text,
                    requirements=text,
                    output=text,
                    remarks=text,
                    steps=tuple(
                        replace(step, outcomes=tuple(replace(o, label=text) for o in step.outcomes))
                        for step in each.steps
                    ),
                )
                for each in document.rows
            ),
        )
    return document
