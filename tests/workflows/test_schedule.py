"""Which visits and windows the calendar has, for whom, and what it says about them."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from users.models import ObjectPermission

from netbox_colocation.management.access import APPLICANTS, OFFICERS, ensure_groups
from netbox_colocation.models import AccessVisit, ImpactLine, MaintenanceWindow
from netbox_colocation.workflows.schedule import MOST, Entry, Scope, read_schedule, zone_of
from tests import factories, subject_factories
from tests.base import permit
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
EVERYTHING = Scope()


@pytest.fixture
def root():
    return factories.make_user(is_superuser=True)


def read(scope: Scope, user, *, since=NOW - DAY, until=NOW + 30 * DAY) -> list[Entry]:
    return read_schedule(scope, since=since, until=until, user=user)


def keys(entries: list[Entry]) -> set[tuple[str, int]]:
    return {(entry.model, entry.pk) for entry in entries}


def visit(**fields) -> AccessVisit:
    """A visit that was submitted."""
    made = subject_factories.make_visit(**{'status': 'open', **fields})
    AccessVisit.objects.filter(pk=made.pk).update(
        **{name: value for name, value in fields.items() if name in AccessVisit.ENGINE_FIELDS}
    )
    return made


def window(**fields) -> MaintenanceWindow:
    return subject_factories.make_window(**fields)


def test_draft_is_nobodys_plan_and_an_emergency_is_there_before_its_letter(root):
    draft = subject_factories.make_visit()
    emergency = subject_factories.make_visit(is_emergency=True, entered_at=NOW)

    found = keys(read(EVERYTHING, root))

    assert found == {('accessvisit', emergency.pk)}
    assert ('accessvisit', draft.pk) not in found


def test_only_what_overlaps_the_time_is_there_and_an_extension_counts(root):
    """An end at the first moment, or a beginning at the last one, is outside."""
    hour = datetime.timedelta(hours=1)
    before = visit(starts_at=NOW - hour, ends_at=NOW)
    extended = visit(starts_at=NOW - hour, ends_at=NOW, extended_until=NOW + hour)
    later = visit(starts_at=NOW + DAY, ends_at=NOW + DAY + hour)
    over = window(starts_at=NOW - DAY, ends_at=NOW + 2 * DAY)

    found = read(EVERYTHING, root, since=NOW, until=NOW + DAY)

    assert keys(found) == {('accessvisit', extended.pk), ('maintenancewindow', over.pk)}
    assert {before.pk, later.pk} & {entry.pk for entry in found if entry.is_visit} == set()
    assert next(entry for entry in found if entry.is_visit).ends_at == NOW + hour


def test_entries_are_restricted_to_what_the_user_may_view():
    """Without a permission nothing; with a constrained one its rows; each kind by its own."""
    user, own, other = factories.make_user(), visit(), visit()
    window()
    assert read(EVERYTHING, user) == []

    permit(user, AccessVisit, 'view', applicant=own.applicant_id)
    user = type(user).objects.get(pk=user.pk)

    assert keys(read(EVERYTHING, user)) == {('accessvisit', own.pk)}
    assert ObjectPermission.objects.count() == 1
    assert other.pk != own.pk


def test_shipped_groups_see_their_own(office):
    """An officer sees the visits of the agency's procedures, an applicant its own; neither those of others."""
    mine = visit(procedure=office.running('sumbar-access').version.procedure, applicant=office.applicant)
    visit()

    for user in (office.users['helpdesk'], office.users['applicant']):
        assert keys(read(EVERYTHING, user)) == {('accessvisit', mine.pk)}
    assert {OFFICERS, APPLICANTS} <= set(ensure_groups())


def test_room_has_what_is_in_it_and_what_reaches_into_it(root):
    """By its own location, by racks inside, by rooms named; a work in the hall around it, not in the room beside."""
    hall = factories.make_location()
    site = hall.site
    room, beside = (factories.make_location(site=site, parent=hall) for _ in range(2))
    rack = factories.make_rack(site=site, location=room)
    inside = [visit(site=site, location=room), visit(site=site, racks=[rack])]
    visit(site=site, location=beside)
    visit(site=site)
    touching = [subject_factories.make_ticket(site=site) for _ in range(4)]
    touching[0].racks.add(rack)
    touching[1].rooms.add(hall)
    touching[2].devices.add(factories.make_device(rack))
    touching[3].rooms.add(beside)
    windows = [window(ticket=ticket) for ticket in touching]

    found = keys(read(Scope(location=room), root))

    assert found == {('accessvisit', row.pk) for row in inside} | {('maintenancewindow', row.pk) for row in windows[:3]}
    assert len(keys(read(Scope(site=site), root))) == 8


def test_agency_has_its_own_its_procedures_and_what_hits_it(root):
    agency = factories.make_tenant()
    procedure = factories.make_procedure(agency=agency, subject_kind='access-visit')
    own, hosted, _foreign = visit(applicant=agency), visit(procedure=procedure), visit()
    hitting, harmless = window(), window()
    for row, grade in ((hitting, 'outage'), (harmless, 'none')):
        ImpactLine.objects.create(
            window=row, object_model='dcim.device', object_pk=1, label='x', tenant=agency, grade=grade, reason='power'
        )

    found = keys(read(Scope(tenant=agency), root))

    assert found == {('accessvisit', own.pk), ('accessvisit', hosted.pk), ('maintenancewindow', hitting.pk)}


def test_mine_is_what_i_escort_work_on_decided_or_applied_for(root):
    """Each once, whichever of them it is, and nothing of another's."""
    applicant = factories.make_tenant()
    appointment = factories.make_appointment(user=root)
    factories.make_representative(user=root, tenant=applicant)
    escorted, applied = visit(escort=appointment), visit(applicant=applicant)
    visit()
    ticket = subject_factories.make_ticket(applicant=applicant)
    ticket.technicians.add(appointment)
    worked, proposed = window(ticket=ticket), window(proposed_by=root)
    window()

    found = read(Scope(mine=root), root)

    assert len(found) == 4
    assert keys(found) == {
        ('accessvisit', escorted.pk),
        ('accessvisit', applied.pk),
        ('maintenancewindow', worked.pk),
        ('maintenancewindow', proposed.pk),
    }


@pytest.mark.parametrize(
    ('fields', 'standing'),
    [
        ({'status': 'open'}, 'tentative'),
        ({'status': 'returned'}, 'tentative'),
        ({'status': 'accepted'}, 'confirmed'),
        ({'status': 'completed'}, 'confirmed'),
        ({'status': 'refused'}, 'cancelled'),
        ({'status': 'withdrawn'}, 'cancelled'),
        ({'status': 'cancelled'}, 'cancelled'),
        # They were there, whatever became of the case.
        ({'status': 'cancelled', 'entered_at': NOW}, 'confirmed'),
    ],
)
def test_standing_of_a_visit(root, fields, standing):
    visit(**fields)

    assert [entry.standing for entry in read(EVERYTHING, root)] == [standing]


@pytest.mark.parametrize(
    ('state', 'standing'),
    [
        ('proposed', 'tentative'),
        ('agreed', 'confirmed'),
        ('under-way', 'confirmed'),
        ('done', 'confirmed'),
        ('cancelled', 'cancelled'),
    ],
)
def test_standing_of_a_window(root, state, standing):
    window(
        state=state, impact={'counts': {'dcim.device': {'outage': 2, 'unknown': 1}, 'circuits.circuit': {'outage': 1}}}
    )

    [entry] = read(EVERYTHING, root)

    assert (entry.standing, entry.now, entry.affected) == (standing, state == 'under-way', {'outage': 3})


def test_nobody_is_named(root):
    """How many come, and whose: no name, e-mail or number, and neither the title nor the purpose that may name them."""
    visit(visitors=['Siti Nurhaliza', 'Budi'], name='Siti comes', purpose='Siti Nurhaliza replaces a disk')

    [entry] = read(EVERYTHING, root)

    assert entry.people == 2
    assert 'Siti' not in repr(entry)


def test_queries_do_not_grow_with_entries(root):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(EVERYTHING, root)
        return len(queries)

    def make() -> None:
        location = factories.make_location()
        rack = factories.make_rack(site=location.site, location=location)
        subject_factories.open_case(visit(site=location.site, location=location, racks=[rack]))
        window(ticket=subject_factories.make_ticket(site=location.site, location=location))

    make()
    few = count()
    for _ in range(4):
        make()

    assert len(read(EVERYTHING, root)) == 10
    assert count() == few <= 6


def test_answer_is_bounded(root):
    for _ in range(3):
        visit()

    assert len(read_schedule(EVERYTHING, since=NOW, until=NOW + 9 * DAY, user=root, most=2)) == 2
    assert MOST == 1000


def test_zone_is_the_sites_or_netboxs():
    assert zone_of(factories.make_site(time_zone=ZoneInfo('Asia/Jayapura'))) == ZoneInfo('Asia/Jayapura')
    assert zone_of(None) == zone_of(factories.make_site())
