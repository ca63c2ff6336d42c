"""The sheet and the events say what happened, to whom it happened, and what is late."""

import datetime

from django.utils import translation

from netbox_colocation.ui.events import VERBS, describe_events
from netbox_colocation.ui.place import build_pictures
from netbox_colocation.ui.sheet import build_sheet
from netbox_colocation.workflows.publishing import document_of
from tests import factories


def sheet_of(case, now):
    return build_sheet(document_of(case.version), case.tasks.order_by('pk'), now=now)


def marks_of(sheet):
    return {mark.step: mark for row in sheet.rows for column in row.columns for mark in column}


def test_columns_stand_in_the_order_of_the_sheet(office):
    with translation.override('id'):
        sheet = sheet_of(office.submit(), office.now)

    assert sheet.roles == ('Pemohon', 'Kepala Dinas', 'Kabid Aptika', 'Pranata Komputer', 'Helpdesk', 'Tim Teknis')
    assert [row.number for row in sheet.rows] == [str(number) for number in range(1, 14)]


def test_marks_tell_done_open_late_and_not_yet(office):
    case = office.submit()
    office.act(case, 'passed-on')

    marks = marks_of(sheet_of(case, office.now))
    later = marks_of(sheet_of(case, office.now + datetime.timedelta(days=7)))

    assert (marks['1'].state, marks['2.1'].state, marks['2.2'].state, marks['3'].state) == (
        'done',
        'done',
        'open',
        'ahead',
    )
    assert marks['2.1'].who == 'Holder of head'
    assert later['2.2'].state == 'late'
    assert later['2.1'].state == 'done'


def test_shapes_are_those_of_the_printed_sheet(office):
    marks = marks_of(build_sheet(document_of(office.version), (), now=office.now))

    assert marks['1'].shape == 'start'
    assert marks['4.1'].shape == 'decision'
    assert marks['12'].shape == 'box', 'row 13 has the capsule'
    assert {marks[step].shape for step in ('2.1', '3', '4.2', '5', '8')} == {'box'}


def test_a_step_that_was_taken_twice_says_so(office):
    case = office.submit()
    office.walk_to(case, '5')
    office.act(case, 'returned', comment='Once more.')

    assert marks_of(sheet_of(case, office.now))['4.1'].rounds == 2


def test_events_are_told_in_words_with_what_they_changed(office):
    case = office.submit()
    office.walk_to(case, '12')
    office.act(case, 'reviewed')

    with translation.override('en'):
        lines = describe_events(case)

    told = [line.what for line in lines]
    assert told[0] == 'Case opened'
    assert 'Step 2.1 waits for Head of agency' in told
    assert told[-2:] == ['Step 12: Reviewed', 'Case closed: Completed']
    installed = next(line for line in lines if line.what == 'Step 9.1: Server installed')
    assert any(change.startswith('installed server-') for change in installed.changes)
    verbs = {change['verb'] for event in case.events.all() for change in event.data.get('changes', ())}
    assert verbs <= set(VERBS)


def test_the_place_is_marked_in_the_rack_for_those_who_may_see_the_rack(office):
    case = office.submit()
    factories.make_device(office.rack, position=5)
    office.walk_to(case, '5')

    (picture,) = build_pictures(case.subject, user=office.users['head'])

    server = case.subject.servers.get()
    kinds = {slot.unit: (slot.kind, slot.label) for slot in picture.slots if slot.label}
    assert ('marked', server.name) in kinds.values()
    assert kinds['5'][0] == 'taken'
    assert sum(slot.height for slot in picture.slots) == office.rack.u_height
    assert build_pictures(case.subject, user=office.users['applicant']) == []
