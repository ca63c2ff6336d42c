"""Drafts go up the line of a shipped procedure: each level initials or gives back, and the record says exactly that."""

import pytest

from netbox_colocation.documents import initials
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import Case, Initial, Task
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.outcomes import offered
from netbox_colocation.workflows.publishing import check, load_yaml, publish, shipped_procedures
from netbox_colocation.workflows.registry import PaperAct
from netbox_colocation.workflows.reviewing import read_draft
from tests.factories import make_appointment
from tests.office import make_office

pytestmark = pytest.mark.django_db

KASI, KABID = 'Kasi Pengembangan dan Informasi', 'Kabid Informatika'


@pytest.fixture
def office():
    return make_office('temanggung-colocation')


@pytest.fixture
def case(office):
    """A case whose reply letter is about to be drafted (row 7)."""
    case = office.submit()
    walk_to(office, case, '7')
    return case


def walk_to(office, case, step):
    """Go on by the first outcome that is possible, with plain answers."""
    while (task := office.open_task(case)).step != step:
        user = office.users[task.role_key]
        outcome = next(entry for entry in offered(task, actor=user, now=office.now) if entry.is_possible)
        data = {field.key: answer(field) for field in outcome.fields if field.required}
        engine.perform(task, outcome.key, actor=user, now=office.now, comment='ok', data=data)


def answer(field):
    if field.initial not in (None, ''):
        return field.initial
    if field.choices:
        return field.choices[0][0] if field.kind == 'choice' else [field.choices[0][0]]
    return {'integer': 1, 'decimal': 1, 'boolean': True}.get(field.kind, 'Some text')


def letter_of(case):
    return Case.objects.get(pk=case.pk).documents.get(kind='reply-letter')


def box(case):
    return [entry['position'] for entry in initials.who_initialled(letter_of(case))]


def go(office, case, course):
    """Acts as `step outcome`, or `step outcome: text` where the draft is written."""
    for act in filter(None, (line.strip() for line in course.splitlines())):
        step, _space, outcome = act.partition(' ')
        outcome, _colon, note = outcome.partition(':')
        assert office.open_task(case).step == step, act
        office.act(case, outcome, comment='Perbaiki hal surat.', **({'note': note.strip()} if note else {}))


# Where the draft comes back to from each level, who has to read it again, and whose initials the version bore then.
RETURNS = {
    'the head of section': ('8', '7', []),
    'the head of division': ('9', '8', [KASI]),
    'the head': ('10', '9', [KASI, KABID]),
}


@pytest.mark.parametrize('level', RETURNS)
def test_a_level_gives_back_and_the_draft_comes_up_again(office, case, level):
    step, back_to, bore = RETURNS[level]
    go(office, case, '7 drafted: Satu.')
    walk_to(office, case, step)
    assert box(case) == bore

    office.act(case, 'returned', comment='Perbaiki hal surat.')

    assert office.open_task(case).step == back_to
    [word] = letter_of(case).initials.filter(verdict='returned')
    assert (word.version.number, word.remark, word.task.step) == (1, 'Perbaiki hal surat.', step)
    while (task := office.open_task(case)).step != '7':
        office.act(case, 'returned', comment='Diteruskan.')
    assert task.round == 2
    go(office, case, '7 drafted: Dua.')
    assert box(case) == []
    walk_to(office, case, '10')
    assert (box(case), letter_of(case).versions.count()) == ([KASI, KABID], 2)
    office.act(case, 'signed')
    assert box(case) == [KASI, KABID]


COURSES = {
    'agreed by everybody': ('7 drafted: 1\n8 agreed\n9 agreed', [KASI, KABID], 1),
    'given back and written again': ('7 drafted: 1\n8 returned\n7 drafted: 2', [], 2),
    'given back and sent up as it was': ('7 drafted: 1\n8 returned\n7 drafted: 1\n8 agreed', [KASI], 1),
    'given back by the second level, and the first insists': (
        '7 drafted: 1\n8 agreed\n9 returned\n8 agreed', [KASI], 1,
    ),
    'given back by the second level, and the first joins': ('7 drafted: 1\n8 agreed\n9 returned\n8 returned', [], 1),
    'given back by the head, and the division insists': (
        '7 drafted: 1\n8 agreed\n9 agreed\n10 returned\n9 agreed', [KASI, KABID], 1,
    ),
    'initialled again after it was written again': (
        '7 drafted: 1\n8 agreed\n9 returned\n8 returned\n7 drafted: 2\n8 agreed', [KASI], 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize('name', COURSES)
def test_the_box_shows_exactly_who_agreed_to_the_newest_version(office, case, name):
    course, names, versions = COURSES[name]

    go(office, case, course)

    assert (box(case), letter_of(case).versions.count()) == (names, versions)


def test_a_step_that_is_taken_back_leaves_the_initials_on_the_version_they_are_of(office, case):
    office.put_above('head', 'head-of-section')
    go(office, case, '7 drafted: 1\n8 agreed')

    engine.step_back(case, actor=office.users['head'], now=office.now, comment='Baca lagi.')

    assert (office.open_task(case).step, box(case)) == ('8', [KASI])
    go(office, case, '8 returned\n7 drafted: 2')
    assert box(case) == []
    assert [(word.version.number, word.verdict) for word in letter_of(case).initials.all()] == [
        (1, 'initialled'),
        (1, 'returned'),
    ]


def test_nobody_is_offered_to_initial_a_draft_that_they_once_worked_on(office, case):
    """Also when somebody else wrote it last."""
    go(office, case, '7 drafted: 1\n8 returned')
    kasi, jfu = (office.agency.procedure_roles.get(key=key) for key in ('head-of-section', 'general-staff'))
    writer = make_appointment(role=kasi, user=office.users['general-staff'], capacity='acting').user
    office.users['general-staff'] = make_appointment(role=jfu, user=office.users['specialist-staff']).user
    go(office, case, '7 drafted: 2')

    task = office.open_task(case)
    outcomes = {entry.key: entry for entry in offered(task, actor=writer, now=office.now)}
    assert [refusal.code for refusal in outcomes['agreed'].refusals] == ['own-draft']
    with pytest.raises(OutcomeRefused):
        engine.perform(task, 'agreed', actor=writer, now=office.now)
    assert letter_of(case).initials.count() == 1
    engine.perform(task, 'returned', actor=writer, now=office.now, comment='Saya perbaiki.')


def test_a_version_published_before_there_were_initials_works_as_it_did(office):
    """Its steps decide; nothing stands in the box."""
    raw = load_yaml(shipped_procedures()['temanggung-colocation'])
    for row in raw['rows']:
        for outcome in (row.get('outcomes') or {}).values():
            left = [key for key in outcome.get('then', ()) if key not in ('document.initial', 'document.return')]
            outcome.pop('then', None)
            if left:
                outcome['then'] = left
    office.version = publish(raw, agency=office.agency, actor=None, now=office.now)
    case = office.submit()
    walk_to(office, case, '8')
    go(office, case, '8 returned\n7 drafted: 2\n8 agreed\n9 agreed\n10 signed')

    assert not Initial.objects.exists()
    assert letter_of(case).versions.count() == 2


def test_whoever_reads_a_draft_again_sees_what_changed_since_and_why(office, case):
    go(office, case, '7 drafted: Satu.\n8 agreed\n9 returned\n8 returned\n7 drafted: Dua.')

    facts = read_draft(office.open_task(case))

    assert (facts.version.number, facts.seen.number, facts.word.verdict) == (2, 1, 'returned')
    assert [(change.label, change.before, change.after) for change in facts.changes] == [('Text', 'Satu.', 'Dua.')]
    assert [word.position for word in facts.remarks] == [KASI, KABID]


def test_whoever_reads_a_draft_first_sees_its_words_only(office, case):
    go(office, case, '7 drafted: Satu.\n8 agreed')

    facts = read_draft(office.open_task(case))

    assert (facts.seen, facts.changes, facts.remarks) == (None, [], [])
    assert 'Satu.' in [line.text for line in facts.lines]


def test_a_task_that_is_about_no_draft_shows_none(office):
    case = office.submit()

    assert read_draft(office.open_task(case)) is None


@pytest.mark.parametrize('name', sorted(shipped_procedures()))
def test_every_step_that_reviews_a_draft_records_who_said_what(name):
    """Of the shipped procedures: agreeing to another's draft is initials, giving it back is a remark."""
    for step in check(load_yaml(shipped_procedures()[name])).steps.values():
        for outcome in step.outcomes:
            agrees = 'document.drafted-by-another' in outcome.guards and 'document.sign' not in outcome.effects
            assert agrees == ('document.initial' in outcome.effects), (step.key, outcome.key)
            gives_back = 'document.return' in outcome.effects
            if gives_back:
                assert outcome.comment_required, (step.key, outcome.key)
            if step.activity in ('review', 'document.sign') and outcome.key == 'returned':
                assert gives_back, (step.key, outcome.key)


def test_initials_on_paper_are_of_the_day_and_the_holder_on_the_paper(office, case):
    go(office, case, '7 drafted: 1')
    task = Task.objects.get(case=case, state='open')
    holder = task.role.appointments.get()
    office.users['helpdesk'] = office.users['general-staff']
    paper = PaperAct(acted_at=office.now, holder=holder, proof=office.upload(case, 'paper-proof'))

    engine.perform(task, 'agreed', actor=office.users['general-staff'], now=office.now, paper=paper)

    [word] = letter_of(case).initials.all()
    assert (word.name, word.position, word.user, word.at) == (holder.holder_name, KASI, holder.user, office.now)
