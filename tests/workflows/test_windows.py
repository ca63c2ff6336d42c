"""Maintenance windows: who may do what with them when, what stands against them, and what the record says."""

import datetime
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections
from django.db.backends.postgresql.psycopg_any import NumericRange

from dcim.models import PowerPanel

from netbox_colocation.exceptions import OutcomeRefused, RoleNotHeld
from netbox_colocation.maintenance.collisions import find_collisions
from netbox_colocation.models import AccessVisit, HeldUnits, ImpactLine, MaintenanceWindow, OutboxEntry, WindowNotice
from netbox_colocation.workflows import engine, window_watch, windows
from tests import factories, subject_factories
from tests.office import MONDAY, Office, make_office

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@dataclass
class Room:
    """A rack on two panels, with a server of another agency on both, and an agency that maintains it."""

    office: Office
    panels: dict[str, Any]
    rack: Any
    server: Any
    owner: Any
    tickets: dict[str, Any] = field(default_factory=dict)

    @property
    def now(self) -> datetime.datetime:
        return self.office.now

    def user(self, office: str) -> Any:
        return self.office.users[office]

    def ticket(self, name: str = 'A', **touched: Any) -> Any:
        """A ticket in procedure; unless said otherwise it touches the panel of that name."""
        if name not in self.tickets:
            office = self.office
            ticket = subject_factories.make_ticket(
                procedure=office.version.procedure, applicant=office.applicant, site=office.site, name=f'Ticket {name}'
            )
            subject_factories.open_case(ticket, version=office.version, agency=office.agency)
            for key, rows in (touched or {'power_panels': [self.panels[name]]}).items():
                getattr(ticket, key).set(rows)
            self.tickets[name] = ticket
        return self.tickets[name]

    def propose(self, name: str = 'A', *, days: int = 14, hours: int = 2, by: str = 'technical-team') -> Any:
        starts = self.now + days * DAY
        window = MaintenanceWindow(
            ticket=self.ticket(name), purpose=f'Work on {name}', starts_at=starts, ends_at=starts + hours * HOUR
        )
        return windows.propose(window, actor=self.user(by), now=self.now)

    def agree(self, window: Any, by: str = 'head') -> Any:
        return windows.agree(window, actor=self.user(by), now=self.now)


def make_room(now: datetime.datetime = MONDAY) -> Room:
    """Pages and the API take the time from the clock: what they are tried on stands in its future."""
    office = make_office('sumbar-maintenance')
    office.now = now
    office.put_above('head', 'technical-team')
    rack = factories.make_rack(site=office.site, location=factories.make_location(site=office.site))
    owner = factories.make_tenant(name='Dinas Kesehatan')
    server = factories.make_device(rack, tenant=owner, position=10)
    panels = {}
    for name in 'AB':
        panels[name] = PowerPanel.objects.create(site=office.site, name=f'Panel {name}')
        feed = factories.make_feed(rack, power_panel=panels[name], name=f'Feed {name}')
        pdu = factories.make_pdu(rack, feed=feed, outlets=1)
        factories.make_cable(factories.make_power_port(server, name=f'PSU {name}'), pdu.poweroutlets.get())
    return Room(office, panels, rack, server, owner)


@pytest.fixture
def room(db) -> Room:
    return make_room()


def codes(refused: Any) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def kinds(ticket: Any) -> list[str]:
    return list(ticket.case.events.order_by('sequence').values_list('kind', flat=True))


# -- Proposed, agreed, changed, extended, begun, ended, cancelled -------------------------------------------------


def test_a_proposed_window_says_at_once_what_it_hits(room):
    window = room.propose()

    line = ImpactLine.objects.get(window=window, device=room.server, object_model='dcim.device')
    assert (line.grade, line.tenant) == ('reduced-redundancy', room.owner)
    assert (window.state, window.proposed_by, window.assessed_at) == ('proposed', room.user('technical-team'), room.now)
    assert window.impact['counts']['dcim.device']['reduced-redundancy'] == 1
    told = OutboxEntry.objects.get(effect='notify.window')
    assert told.data['users'] == [room.user('head').pk]


def test_an_office_above_agrees_and_the_record_says_when_it_is(room):
    window = room.agree(room.propose())

    assert (window.state, window.agreed_by, window.agreed_role.key) == ('agreed', room.user('head'), 'head')
    assert kinds(window.ticket) == ['window-proposed', 'window-agreed']
    event = window.ticket.case.events.get(kind='window-agreed')
    assert event.data['starts'] == window.starts_at.isoformat()


@pytest.mark.parametrize('who', ['technical-team', 'helpdesk', 'applicant'])
def test_neither_the_proposer_nor_an_office_that_is_not_above_agrees(room, who):
    window = room.propose()

    with pytest.raises(RoleNotHeld):
        room.agree(window, by=who)

    assert MaintenanceWindow.objects.get().state == 'proposed'


def test_where_nothing_stands_above_another_office_of_the_procedure_agrees(room):
    window = room.propose(by='head')

    with pytest.raises(RoleNotHeld):
        room.agree(window, by='head')

    assert room.agree(window, by='helpdesk').agreed_role.key == 'helpdesk'


def test_whoever_wrote_a_proposal_last_does_not_agree_to_it(room):
    """The head changes the technician's proposal: now it is the head's, and another office agrees."""
    window = room.propose()
    window.ends_at += HOUR
    windows.propose(window, actor=room.user('head'), now=room.now)

    with pytest.raises(RoleNotHeld):
        room.agree(window, by='head')


def test_a_window_needs_a_case_a_time_to_come_and_an_officer(room):
    ticket = subject_factories.make_ticket(procedure=room.office.version.procedure)
    past = {'starts_at': room.now - 2 * HOUR, 'ends_at': room.now - HOUR}
    window = MaintenanceWindow(ticket=ticket, purpose='Work', **past)

    with pytest.raises(OutcomeRefused) as refused:
        windows.propose(window, actor=room.user('technical-team'), now=room.now)
    assert codes(refused) == ['case-missing', 'window-in-past']

    window = MaintenanceWindow(ticket=room.ticket(), purpose='Work', starts_at=room.now, ends_at=room.now + HOUR)
    with pytest.raises(RoleNotHeld):
        windows.propose(window, actor=room.user('applicant'), now=room.now)
    assert not MaintenanceWindow.objects.exists()


def test_a_changed_window_is_proposed_again_and_waits_for_another_agreement(room):
    window = room.agree(room.propose())
    later = window.starts_at + DAY

    changed = windows.change(
        window, starts_at=later, ends_at=later + HOUR, reason='Rain', actor=room.user('technical-team'), now=room.now
    )

    assert (changed.state, changed.revision, changed.agreed_by, changed.agreed_role) == ('proposed', 2, None, None)
    with pytest.raises(OutcomeRefused) as refused:
        windows.begin(changed, actor=room.user('technical-team'), now=later)
    assert codes(refused) == ['window-not-agreed']
    assert room.agree(changed).state == 'agreed'
    assert changed.ticket.case.events.get(kind='window-changed').data['before'][0] == window.starts_at.isoformat()


def test_before_it_began_an_office_above_extends_a_window_then_the_technicians_do(room):
    window = room.agree(room.propose())
    longer = {'until': window.ends_at + HOUR, 'reason': 'A part is missing'}

    with pytest.raises(RoleNotHeld):
        windows.extend(window, **longer, actor=room.user('technical-team'), now=room.now)
    assert windows.extend(window, **longer, actor=room.user('head'), now=room.now).lasts_until == longer['until']

    windows.begin(window, actor=room.user('technical-team'), now=window.starts_at)
    longer['until'] += HOUR
    extended = windows.extend(window, **longer, actor=room.user('technical-team'), now=window.starts_at + HOUR)
    assert (extended.lasts_until, extended.revision, extended.state) == (longer['until'], 3, 'under-way')


def test_a_window_is_not_extended_to_an_earlier_end_or_without_a_reason(room):
    window = room.agree(room.propose())

    with pytest.raises(OutcomeRefused) as refused:
        windows.extend(window, until=window.ends_at, reason=' ', actor=room.user('head'), now=room.now)

    assert codes(refused) == ['reason-missing', 'until-too-early']


def test_work_begins_in_its_window_only_and_ends_with_its_result(room):
    window = room.agree(room.propose())
    technician = room.user('technical-team')

    for moment, code in ((window.starts_at - HOUR, 'window-not-open'), (window.ends_at, 'window-in-past')):
        with pytest.raises(OutcomeRefused) as refused:
            windows.begin(window, actor=technician, now=moment)
        assert codes(refused) == [code]
    with pytest.raises(OutcomeRefused) as refused:
        windows.finish(window, outcome='', actor=technician, now=window.starts_at)
    assert codes(refused) == ['window-not-begun', 'outcome-missing']

    windows.begin(window, actor=technician, now=window.starts_at)
    done = windows.finish(window, outcome='Replaced', actor=technician, now=window.starts_at + HOUR)

    assert (done.state, done.begun_at, done.ended_at, done.outcome) == (
        'done', window.starts_at, window.starts_at + HOUR, 'Replaced',
    )  # fmt: skip
    with pytest.raises(OutcomeRefused) as refused:
        windows.cancel(done, reason='Too late', actor=technician, now=room.now)
    assert codes(refused) == ['window-not-agreed']


def test_a_cancelled_window_takes_no_time_any_more(room):
    window = room.agree(room.propose('A'))
    other = room.propose('B')
    assert 'window-overlaps-partner' in [finding.code for finding in find_collisions(other, now=room.now)]

    windows.cancel(window, reason='Not needed', actor=room.user('helpdesk'), now=room.now)

    assert [finding.code for finding in find_collisions(other, now=room.now) if finding.stops] == []


def test_nothing_is_agreed_to_about_a_case_that_has_ended(room):
    window = room.propose()
    case = window.ticket.case
    case.state, case.closed_at = 'completed', room.now
    case.save()

    with pytest.raises(OutcomeRefused) as refused:
        room.agree(window)

    assert codes(refused) == ['case-closed']


# -- What stands against it ---------------------------------------------------------------------------------------


def test_a_window_that_overlaps_its_redundant_partner_is_refused_with_the_devices_that_go_out(room):
    taken = room.agree(room.propose('A'))
    window = room.propose('B')

    with pytest.raises(OutcomeRefused) as refused:
        room.agree(window)

    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.data['windows'], refusal.data['devices']) == (
        'window-overlaps-partner', [taken.pk], [room.server.pk],
    )  # fmt: skip
    assert room.server.name in refusal.message
    [finding] = [each for each in find_collisions(window, now=room.now) if each.stops]
    assert {link.model for link in finding.links} == {'netbox_colocation.maintenancewindow', 'dcim.device'}


def test_partners_at_another_time_do_not_collide(room):
    room.agree(room.propose('A'))

    assert room.agree(room.propose('B', days=15)).state == 'agreed'


def test_an_extension_into_the_partners_time_is_refused(room):
    window = room.agree(room.propose('A', hours=24))
    room.agree(room.propose('B', days=16))

    with pytest.raises(OutcomeRefused) as refused:
        windows.extend(window, until=window.ends_at + 2 * DAY, reason='Slow', actor=room.user('head'), now=room.now)

    assert codes(refused) == ['window-overlaps-partner']
    assert MaintenanceWindow.objects.get(pk=window.pk).extended_until is None


def test_of_two_proposed_partners_both_are_told_and_the_second_is_refused(room):
    first, second = room.propose('A'), room.propose('B')
    found = {finding.code: finding.stops for finding in find_collisions(first, now=room.now)}
    assert found['window-overlaps-partner'] is False

    room.agree(first)

    with pytest.raises(OutcomeRefused):
        room.agree(second)


def test_work_on_the_same_object_at_the_same_time_is_refused(room):
    room.agree(room.propose('A'))
    room.ticket('C', power_panels=[room.panels['A']])
    window = room.propose('C')

    with pytest.raises(OutcomeRefused) as refused:
        room.agree(window)

    assert 'window-same-object' in codes(refused)
    assert 'Panel A' in str(refused.value)


def test_work_at_the_same_rack_is_told(room):
    room.agree(room.propose('A'))
    room.ticket('C', racks=[room.rack])
    window = room.propose('C')

    found = {finding.code: finding for finding in find_collisions(window, now=room.now)}

    assert found['window-same-rack'].stops is False
    assert room.rack.name in found['window-same-rack'].message


def test_a_technician_is_not_in_two_places(room):
    technician = room.user('technical-team').colocation_appointments.get()
    room.ticket('A').technicians.add(technician)
    elsewhere = factories.make_device()
    room.ticket('C', devices=[elsewhere]).technicians.add(technician)
    room.agree(room.propose('A'))
    window = room.propose('C')

    with pytest.raises(OutcomeRefused) as refused:
        room.agree(window)

    assert codes(refused) == ['technician-busy']
    assert technician.holder_name in str(refused.value)


def test_people_at_a_touched_rack_are_found_but_not_those_who_come_for_the_ticket(room):
    window = room.propose('A')
    times = {'starts_at': window.starts_at, 'ends_at': window.ends_at}
    visit = subject_factories.make_visit(site=room.office.site, racks=[room.rack], **times)
    own = subject_factories.make_visit(site=room.office.site, racks=[room.rack], ticket=room.ticket('A'), **times)
    AccessVisit.objects.filter(pk__in=[visit.pk, own.pk]).update(status='accepted')
    subject_factories.make_visit(site=room.office.site, racks=[room.rack], **times)  # a draft: nobody comes yet

    found = [finding for finding in find_collisions(window, now=room.now) if finding.code == 'visit-at-rack']

    assert [(finding.data['visit'], finding.stops) for finding in found] == [(visit.pk, False)]


def test_servers_that_are_about_to_be_installed_in_a_touched_rack_are_found(room):
    window = room.propose('A')
    hold = factories.make_hold()
    server = factories.make_server(hold.request)
    HeldUnits.objects.create(
        hold=hold, server=server, rack=room.rack, face='front', half_units=NumericRange(60, 62), is_active=True
    )

    [finding] = [each for each in find_collisions(window, now=room.now) if each.code == 'hold-in-rack']
    hold.request.status = 'accepted'
    hold.request.save_state('status')
    [decided] = [each for each in find_collisions(window, now=room.now) if each.code == 'installation-in-rack']

    assert finding.data['request'] == decided.data['request'] == hold.request.pk


def test_what_begins_sooner_than_people_can_be_told_and_what_touches_nothing_is_said(room, settings):
    room.ticket('C', devices=[])
    window = room.propose('C', days=0)

    found = {finding.code: finding.stops for finding in find_collisions(window, now=room.now)}

    assert found == {'notice-late': False, 'nothing-touched': False}


# -- By the clock -------------------------------------------------------------------------------------------------


def test_a_window_that_should_have_begun_or_ended_is_told_once(room):
    window = room.agree(room.propose())
    late = window.starts_at + HOUR

    assert window_watch.warn_of_late_windows(now=window.starts_at) == 0
    assert [window_watch.warn_of_late_windows(now=late) for _ in range(2)] == [1, 0]
    windows.begin(window, actor=room.user('technical-team'), now=late)
    assert [window_watch.warn_of_late_windows(now=window.ends_at + HOUR) for _ in range(2)] == [1, 0]

    assert kinds(window.ticket)[2:] == ['window-not-begun', 'window-begun', 'window-overrun']


def test_a_notice_that_was_not_sent_in_time_is_told_once(room):
    window = room.agree(room.propose())
    assert WindowNotice.objects.get().state == 'drafted'

    assert window_watch.warn_of_late_notices(now=room.now) == 0
    soon = window.starts_at - DAY
    assert [window_watch.warn_of_late_notices(now=soon) for _ in range(2)] == [1, 0]


# -- Several at once ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_partners_agreed_to_at_once_one_is_refused(transactional_db):
    import threading

    room = make_room()
    pair = [room.propose('A'), room.propose('B')]
    results: list[str] = []
    barrier = threading.Barrier(2)

    def agree(window: Any) -> None:
        barrier.wait()
        try:
            results.append(room.agree(window).state)
        except OutcomeRefused as refusal:
            results.append(refusal.refusals[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=agree, args=[window]) for window in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ['agreed', 'window-overlaps-partner']


def test_a_case_does_not_end_while_a_window_of_its_ticket_is_agreed_to(room):
    """The affected agencies were told of it: it is cancelled first, and they hear so."""
    window = room.agree(room.propose())

    [obstacle] = engine.find_obstacles(window.ticket.case)
    assert (obstacle.code, obstacle.data) == ('window-open', {'window': window.pk})
    windows.cancel(window, reason='Not needed', actor=room.user('head'), now=room.now)

    assert engine.find_obstacles(window.ticket.case) == []
