"""Events in words, and the inbox in words: every kind, in both languages, with nothing left to guess."""

import pytest
from django.utils import timezone, translation

from netbox_colocation.ui.event_words import in_words
from netbox_colocation.ui.events import describe_events
from netbox_colocation.ui.inbox import describe_age, describe_count
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.event_kinds import EVENT_KINDS
from netbox_colocation.workflows.publishing import document_of

SPAN = {'starts': '2027-01-01T02:00:00+00:00', 'ends': '2027-01-01T04:00:00+00:00'}
KINDS = {
    'case-opened': ({'version': 1}, 'Case opened'),
    'task-opened': ({'step': '2.1', 'role': 'head'}, 'Step 2.1 waits for Head of agency'),
    'task-closed': ({'step': '2.1', 'outcome': 'passed-on'}, 'Step 2.1: Pass on by disposition'),
    'task-cancelled': ({'step': '3'}, 'Step 3 cancelled: the case went elsewhere'),
    'row-passed': ({'row': '4'}, 'Row 4 passed over: it does not apply'),
    'task-claimed': ({'step': '3', 'taken_from': 'Ani'}, 'Step 3 taken over from Ani'),
    'task-released': ({'step': '3'}, 'Step 3 given back to its role'),
    'task-handed-over': ({'step': '3', 'to': 'Budi'}, 'Step 3 handed over to Budi'),
    'task-noted': ({'step': '3', 'note': 'x'}, 'Note on step 3'),
    'task-paused': ({'step': '3', 'question': 'x'}, 'Step 3: the applicant is asked'),
    'task-resumed': ({'step': '3', 'due': None}, 'Step 3 goes on'),
    'case-returned': ({'step': '1', 'from': '3'}, 'Case returned to step 1'),
    'step-back-asked': ({'step': '3', 'superior': 'head'}, 'Head of agency was asked to take step 3 back'),
    'step-back': ({'step': '3', 'from': None}, 'Step 3 taken back'),
    'case-withdrawn': ({'reason': 'x'}, 'Case withdrawn by the applicant'),
    'case-cancelled': ({'reason': 'x'}, 'Case cancelled'),
    'case-closed': ({'state': 'refused'}, 'Case closed: Refused'),
    'version-changed': ({'from': 1, 'to': 2}, 'Case moved from version 1 of the procedure to version 2'),
    'check-reported': ({'check': 'scan', 'passed': False}, 'Check “scan”: failed'),
    'reminder-sent': ({'step': '3'}, 'Step 3: reminder sent'),
    'escalated': ({'step': '3'}, 'Step 3: the superior was told that it is late'),
    'placement-moved': ({'server': 'web', 'from': 'A1 U1', 'to': 'B2 U7'}, 'web moved from A1 U1 to B2 U7'),
    'term-extended': ({'state': 'granted', 'until': '2027-01-01'}, 'Longer term granted, until 2027-01-01'),
    'term-ending': ({'until': '2027-01-01'}, 'The term ends on 2027-01-01'),
    'work-logged': ({'status': 'on-hold', 'before': 'under-way'}, 'Work logged: on hold'),
    'technicians-named': ({'technicians': ['Ani', 'Budi']}, 'Technicians: Ani, Budi'),
    'ticket-touched': ({'added': [{'label': 'sw-1'}], 'reason': 'x'}, 'The work touches besides: sw-1'),
    'photo-added': ({'moment': 'before'}, 'Photo added: before the work'),
    'loan-overdue': (
        {'item': 'Laptop', 'due_on': '2026-11-20', 'days': 1},
        'Laptop, which is lent, was due back on 2026-11-20',
    ),
    'hold-taken': ({'until': '2027-01-01T02:00:00+00:00'}, 'Places held until 2027-01-01 09:00'),
    'hold-renewed': ({'until': '2027-02-01T02:00:00+00:00'}, 'Places held longer, until 2027-02-01 09:00'),
    'hold-released': ({'reason': 'Not needed.'}, 'What was held was released: Not needed.'),
    'hold-converted': ({'devices': []}, 'What was held is installed'),
    'hold-expiring': ({'until': '2027-01-01T02:00:00+00:00'}, 'What is held is kept until 2027-01-01 09:00 only'),
    'hold-expired': ({}, 'The time of the hold is over: nothing is held any more'),
    'hold-conflict': (
        {'conflicts': [{'code': 'units-taken', 'message': '', 'field': '', 'data': {'units': 'U1', 'rack': 'A1'}}]},
        'Something held was taken by others: A device stands on U1 of rack A1, which are held: move it, or hold '
        'another place.',
    ),
    'target-requested': ({'targets': [{'name': 'web:9100'}]}, 'Monitoring asked to watch web:9100'),
    'target-seen': ({'targets': [{'name': 'web:9100'}]}, 'Monitoring sees web:9100'),
    'target-accepted': (
        {'targets': [{'name': f'web{index}:9100'} for index in range(7)], 'comment': 'Seen on the board.'},
        'Accepted by monitoring: web0:9100, web1:9100, web2:9100, web3:9100, web4:9100 and 2 more (Seen on the board.)',
    ),
    'target-down': ({'targets': [{'name': 'web:9100'}]}, 'Monitoring finds down: web:9100'),
    'target-up': ({'targets': [{'name': 'web:9100'}]}, 'Monitoring finds up again: web:9100'),
    'target-unseen': (
        {'targets': [{'name': 'web:9100'}], 'minutes': 60},
        'Monitoring has not seen web:9100 within 60 minutes',
    ),
    'target-retired': (
        {'targets': [{'name': 'web:9100'}], 'reason': 'Replaced.'},
        'No longer watched: web:9100 (Replaced.)',
    ),
    'escort-named': ({'escort': 'Eko', 'before': '', 'reason': 'x'}, 'Eko escorts the visitors'),
    'visit-extended': (
        {'until': '2027-01-01T02:00:00+00:00', 'reason': 'x'},
        'The visitors may stay until 2027-01-01 09:00',
    ),
    'visit-overstayed': (
        {'until': '2027-01-01T02:00:00+00:00', 'inside': 2},
        'The visitors stay beyond their time, which ended 2027-01-01 09:00',
    ),
    'visit-missed': ({'until': '2027-01-01T02:00:00+00:00'}, 'Nobody came until 2027-01-01 09:00'),
    'window-proposed': (SPAN, 'Maintenance window proposed: 2027-01-01 09:00 to 2027-01-01 11:00'),
    'window-agreed': (SPAN, 'Maintenance window agreed to: 2027-01-01 09:00 to 2027-01-01 11:00'),
    'window-changed': (
        {**SPAN, 'reason': 'Rain.'},
        'Maintenance window put at another time, 2027-01-01 09:00 to 2027-01-01 11:00: Rain.',
    ),
    'window-extended': (
        {**SPAN, 'reason': 'A part is missing.'},
        'Maintenance window lasts until 2027-01-01 11:00: A part is missing.',
    ),
    'window-begun': ({}, 'Maintenance window has begun'),
    'window-finished': ({'outcome': 'Replaced.'}, 'Maintenance window is over: Replaced.'),
    'window-cancelled': ({'reason': 'Rain.'}, 'Maintenance window cancelled: Rain.'),
    'window-not-begun': (SPAN, 'The maintenance window of 2027-01-01 09:00 should have begun'),
    'window-overrun': (SPAN, 'The maintenance window should have ended at 2027-01-01 11:00'),
    'notice-approved': ({'notice_kind': 'change'}, 'Notice to an affected agency approved (change of time)'),
    'notice-sent': ({'notice_kind': 'extension'}, 'Notice to an affected agency sent (extension)'),
    'notice-dropped': ({'notice_kind': 'completion'}, 'Notice to an affected agency not sent (completion)'),
    'notice-late': (
        SPAN,
        'Not everybody affected was told of the maintenance window of 2027-01-01 09:00',
    ),
}


def test_every_kind_of_event_has_words():
    known = {kind.key for kind in EVENT_KINDS.values() if kind.is_recorded}

    assert known == set(KINDS)


@pytest.mark.parametrize('kind', KINDS)
def test_an_event_says_what_happened(office, kind):
    data, expected = KINDS[kind]

    assert in_words(kind, data, document_of(office.version), 'en') == expected


@pytest.mark.parametrize(('state', 'word'), [('asked', 'asked for'), ('granted', 'granted'), ('refused', 'refused')])
def test_a_longer_term_is_worded_by_its_state(office, state, word):
    words = in_words('term-extended', {'state': state, 'until': '2027-01-01'}, document_of(office.version), 'en')

    assert word in words
    assert '2027-01-01' in words


def test_what_an_older_version_had_is_named_by_its_key(office):
    document = document_of(office.version)

    assert in_words('task-closed', {'step': '99', 'outcome': 'gone'}, document, 'en') == 'Step 99: gone'
    assert in_words('task-opened', {'step': '99', 'role': 'gone'}, document, 'en') == 'Step 99 waits for gone'
    assert in_words('something-new', {}, document, 'en') == 'something-new'


def test_values_of_events_are_never_formats(office):
    document = document_of(office.version)

    words = in_words('task-handed-over', {'step': '3', 'to': '{0.__class__}{step}'}, document, 'en')

    assert words == 'Step 3 handed over to {0.__class__}{step}'


def test_questions_answers_notes_and_reasons_stand_in_the_lines(office):
    case = office.submit()
    head, now = office.users['head'], timezone.now()
    task = office.open_task(case)
    engine.note(task, 'A note', actor=head, now=now)
    asked = engine.ask(task, 'A question', actor=head, now=now).opened[0]
    engine.perform(asked, 'answered', actor=office.users['applicant'], now=now, data={'answer': 'An answer'})
    engine.return_to(task, '1', actor=head, now=now, comment='A reason')

    with translation.override('en'):
        comments = {line.kind: line.comment for line in describe_events(case) if line.comment}

    assert comments['task-noted'] == 'A note'
    assert comments['task-paused'] == 'A question'
    assert comments['task-closed'] == 'An answer'
    assert comments['case-returned'] == 'A reason'


@pytest.mark.parametrize(
    ('seconds', 'words'), [(0, '0 min'), (59 * 60, '59 min'), (3600, '1 h'), (86399, '23 h'), (3 * 86400, '3 d')]
)
def test_ages_are_said_in_their_largest_unit(seconds, words):
    with translation.override('en'):
        assert describe_age(seconds) == words


def test_counts_stop_at_999():
    assert [describe_count(count) for count in (0, 1, 999, 1000, 5000)] == ['', '1', '999', '999+', '999+']
