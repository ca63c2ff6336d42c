"""Statistics and the yearly evidence: what is counted, where, and what is not."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.models import Device
from extras.models import JournalEntry

from netbox_colocation.models import HeldUnits, Task
from netbox_colocation.workflows import engine, statistics
from netbox_colocation.workflows.evidence import gather_evidence
from netbox_colocation.workflows.statistics import Scope, count_cases, count_tasks
from netbox_colocation.workflows.visibility import visible_tasks
from tests import base, factories
from tests.office import MONDAY

NOVEMBER = Scope(since=datetime.date(2026, 11, 1), until=datetime.date(2026, 11, 30))
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def root(db):
    """A user who may see everything."""
    return factories.make_user(is_superuser=True)


@pytest.fixture
def case(office):
    return factories.make_case(version=office.version, applicant=office.applicant)


def close(case, *, row='3', at=MONDAY, minutes=60, limit=None, **fields):
    """A closed task; `limit` is how long after its closing it was due."""
    due = fields.pop('due_at', at + limit if limit is not None else None)
    role = fields.pop('role', None) or case.agency.procedure_roles.get(key='helpdesk')
    return factories.make_task(
        case=case,
        role=role,
        row=row,
        state='closed',
        outcome='done',
        opened_at=at - DAY,
        closed_at=at,
        due_at=due,
        worked_minutes=minutes,
        **fields,
    )


def tasks(user, scope=NOVEMBER, group='row', now=MONDAY):
    return count_tasks(scope, group=group, user=user, now=now)


def test_a_row_has_its_times_and_how_many_were_on_time(case, root):
    for minutes in (10, 20, 30, 100):
        close(case, minutes=minutes, limit=HOUR)
    close(case, minutes=40, limit=-HOUR)
    close(case, minutes=None)

    [group] = tasks(root)

    assert (group.procedure, group.row, group.tasks) == (case.version.procedure_id, '3', 6)
    assert (group.on_time, group.late, group.without_limit, group.on_time_share) == (4, 1, 1, 0.8)
    assert (group.average, group.median, group.most) == (40.0, 30.0, 76.0)


def test_closed_at_the_very_limit_is_on_time_and_no_limit_has_no_share(case, root):
    close(case, limit=datetime.timedelta())
    close(case, row='4')

    shares = {group.row: group.on_time_share for group in tasks(root)}

    assert shares == {'3': 1.0, '4': None}


def test_open_and_cancelled_tasks_and_questions_are_not_counted_as_closed(case, root):
    task = close(case)
    close(case, parent=task)
    role = task.role
    factories.make_task(case=case, role=role, state='cancelled', closed_at=MONDAY)
    factories.make_task(case=case, role=role, row='3', due_at=MONDAY - HOUR)
    factories.make_task(case=case, role=role, row='3', due_at=MONDAY - HOUR, paused_at=MONDAY)
    factories.make_task(case=case, role=role, row='9')

    found = {group.row: (group.tasks, group.open, group.open_late) for group in tasks(root)}

    assert found == {'3': (1, 2, 1), '9': (0, 1, 0)}


def test_an_act_on_paper_counts_when_it_happened(case, root):
    """Recorded in November, done in October: late or not, and in which month, follows the day of the act."""
    done = MONDAY - 30 * DAY
    close(case, acted_at=done, on_paper=True, due_at=done + HOUR)
    october = Scope(since=datetime.date(2026, 10, 1), until=datetime.date(2026, 10, 31))

    assert tasks(root) == []
    [group] = tasks(root, october)
    assert (group.on_time, group.late, group.on_paper) == (1, 0, 1)
    [month] = tasks(root, Scope(since=october.since, until=NOVEMBER.until), 'month')
    assert month.month == datetime.date(2026, 10, 1)


def test_days_and_months_are_those_of_the_site(case, root, settings):
    """18:00 UTC on 31 October is 01:00 on 1 November in Jakarta; the last day is included to its end."""
    settings.TIME_ZONE = 'Asia/Jakarta'
    close(case, at=datetime.datetime(2026, 10, 31, 18, 0, tzinfo=datetime.UTC))
    close(case, at=datetime.datetime(2026, 11, 30, 16, 59, tzinfo=datetime.UTC))
    close(case, at=datetime.datetime(2026, 11, 30, 17, 0, tzinfo=datetime.UTC))

    [group] = tasks(root, group='month')

    assert (group.month, group.tasks) == (datetime.date(2026, 11, 1), 2)


def test_a_return_is_a_step_done_again_whoever_sent_it_back(office, root):
    """By `return_to` as by an outcome that leads back; a step of several seats was done again once."""
    case = office.submit()
    office.act(case, 'passed-on')
    engine.return_to(office.open_task(case), '2.1', actor=office.users['head-of-division'], now=MONDAY, comment='Why?')
    office.act(case, 'passed-on')

    found = {group.row: (group.tasks, group.returns) for group in tasks(root)}
    assert found['2'] == (2, 1)

    close(case, row='4', step='4', round=2, seat=1)
    close(case, row='4', step='4', round=2, seat=2)
    found = {group.row: (group.tasks, group.returns) for group in tasks(root)}
    assert found['4'] == (2, 1)


def test_tasks_group_by_role_month_and_procedure(office, case, root):
    roles = {role.key: role for role in office.agency.procedure_roles.all()}
    close(case, role=roles['head'])
    close(case, role=roles['helpdesk'])
    close(case, role=roles['helpdesk'], at=MONDAY - 31 * DAY)
    Task.objects.create(
        case=case,
        step='1',
        row='1',
        role_key='applicant',
        state='closed',
        outcome='done',
        opened_at=MONDAY - DAY,
        closed_at=MONDAY,
    )
    scope = Scope(since=datetime.date(2026, 10, 1), until=NOVEMBER.until)

    by_role = {group.role: group.tasks for group in tasks(root, scope, 'role')}
    by_month = {group.month.month: group.tasks for group in tasks(root, scope, 'month')}
    [whole] = tasks(root, scope, 'procedure')

    assert by_role == {roles['head'].pk: 1, roles['helpdesk'].pk: 2, None: 1}
    assert by_month == {10: 1, 11: 3}
    assert (whole.procedure, whole.row, whole.tasks) == (office.version.procedure_id, '', 4)


def test_agency_and_procedure_narrow_and_permissions_too(office, case, root):
    close(case)
    other = factories.make_case()
    close(other, role=factories.make_role(agency=other.agency))
    own = {'since': NOVEMBER.since, 'until': NOVEMBER.until}

    assert len(tasks(root)) == 2
    assert [group.procedure for group in tasks(root, Scope(**own, agency=office.agency.pk))] == [
        office.version.procedure_id
    ]
    assert [group.procedure for group in tasks(root, Scope(**own, procedure=other.version.procedure_id))] == [
        other.version.procedure_id
    ]
    # An officer of the one agency, by the permissions that the plugin makes.
    assert [group.procedure for group in tasks(office.users['helpdesk'])] == [office.version.procedure_id]
    assert tasks(factories.make_user()) == []


def test_cases_are_counted_where_they_begin_and_where_they_end(office, root):
    october = MONDAY - 31 * DAY
    for days, state in ((1, 'completed'), (3, 'refused'), (8, 'completed'), (20, 'withdrawn'), (20, 'cancelled')):
        made = factories.make_case(
            version=office.version, state=state, opened_at=october, closed_at=MONDAY - 8 * DAY + days * DAY / 2
        )
        close(made, minutes=days * 10)
        close(made, minutes=5)
    factories.make_case(version=office.version, opened_at=MONDAY)
    scope = Scope(since=datetime.date(2026, 10, 1), until=NOVEMBER.until)

    first, second = count_cases(scope, user=root)

    assert (first.month.month, first.opened, first.completed, first.median_days) == (10, 5, 0, None)
    assert (second.opened, second.completed, second.refused, second.withdrawn, second.cancelled) == (1, 2, 1, 1, 1)
    assert (second.median_days, second.median_minutes) == (31 - 8 + 1.5, 35.0)


def test_the_number_of_queries_does_not_grow(office, case, root):
    def count():
        with CaptureQueriesContext(connection) as captured:
            groups = [*tasks(root), *count_cases(NOVEMBER, user=root)]
            statistics.fetch_names(groups)
            gather_evidence(office.agency, 2026, user=root, now=MONDAY)
        return len(captured)

    close(case)
    factories.make_representative()
    count()  # content types are remembered
    before = count()
    for row in '456':
        close(case, row=row)
        factories.make_representative()
        factories.make_case(version=office.version)

    assert count() == before


def test_without_days_the_last_twelve_months_are_meant():
    assert statistics.default_scope(now=MONDAY) == Scope(datetime.date(2025, 12, 1), datetime.date(2026, 11, 23))
    december = datetime.datetime(2026, 12, 24, 5, tzinfo=datetime.UTC)
    assert statistics.default_scope(now=december).since == datetime.date(2026, 1, 1)


def test_closed_tasks_are_found_by_their_index(case):
    """A month among many years is read by `closed_at`, not the whole table."""
    role = case.agency.procedure_roles.get(key='helpdesk')
    closed = [
        Task(
            case=case,
            step=str(number),
            row='3',
            role=role,
            role_key=role.key,
            state='closed',
            outcome='done',
            opened_at=MONDAY,
            closed_at=MONDAY - number * DAY,
        )
        for number in range(3000)
    ]
    Task.objects.bulk_create(closed)
    with connection.cursor() as cursor:
        cursor.execute(f'ANALYZE {Task._meta.db_table}')

    plan = statistics._closed(Task.objects.all(), NOVEMBER, ('row',)).explain()

    assert 'netbox_colo_task_closed' in plan


# -- The yearly evidence --------------------------------------------------------------------------------------------


def evidence(office, user, year=2026, now=MONDAY):
    return gather_evidence(office.agency, year, user=user, now=now)


def test_agencies_that_could_use_the_service_and_do_or_do_not(office, root):
    office.submit()
    idle = factories.make_representative(tenant=factories.make_tenant(name='ZZ idle')).tenant
    factories.make_representative(valid_until=datetime.date(2025, 6, 30))
    factories.make_tenant(name='Never heard of')

    use = {entry.tenant: entry for entry in evidence(office, root).use}

    assert set(use) == {office.applicant.pk, idle.pk}
    assert (use[office.applicant.pk].is_using, use[office.applicant.pk].requests) == (True, 1)
    assert (use[idle.pk].is_using, use[idle.pk].last_request) == (False, None)
    assert use[office.applicant.pk].last_request == datetime.date(2026, 11, 23)


def test_an_agency_with_a_server_in_a_rack_uses_the_service_without_any_request(office, root):
    request = office.make_request()
    device = factories.make_device(office.rack, tenant=office.applicant, position=20)
    server = request.servers.get()
    server.device = device
    server.save()

    [entry] = evidence(office, root).use

    assert (entry.servers, entry.requests, entry.is_using) == (1, 0, True)


def test_capacity_goes_by_the_last_check_of_a_request_in_a_month(office, root):
    request = office.make_request()
    for days, verdict in ((-40, 'short'), (-2, 'short'), (-1, 'enough')):
        factories.make_check(request, checked_at=MONDAY + days * DAY, verdict=verdict)
    factories.make_check(office.make_request(), checked_at=MONDAY, verdict='unknown')
    factories.make_check(checked_at=MONDAY)

    months = {
        month.month.month: (month.enough, month.short, month.unknown) for month in evidence(office, root).capacity
    }

    assert (months[9], months[10], months[11], months[12]) == ((0, 0, 0), (0, 1, 0), (1, 0, 1), (0, 0, 0))


def test_units_are_held_then_installed_and_free_after_the_return(office, root):
    request = office.make_request()
    server = request.servers.get()
    at = datetime.datetime(2026, 3, 10, tzinfo=datetime.UTC)
    hold = factories.make_hold(request, held_at=at, expires_at=at + 30 * DAY, state='released', ended_at=at + 90 * DAY)
    for face in ('front', 'rear'):
        HeldUnits.objects.create(
            hold=hold, server=server, rack=office.rack, face=face, half_units=(4, 8), is_active=False
        )
    server.device = factories.make_device(tenant=office.applicant)
    server.save()
    Device.objects.filter(pk=server.device_id).update(created=at + 40 * DAY)

    levels = {month.month.month: (month.held, month.installed) for month in evidence(office, root).capacity}

    assert [levels[month] for month in (2, 3, 4, 5, 6)] == [(0, 0), (2, 0), (0, 2), (0, 2), (0, 0)]
    assert (levels[11], levels[12]) == ((0, 0), (None, None))


def test_review_notes_and_versions_are_those_of_the_agency_and_year(office, root):
    procedure = office.version.procedure
    note = JournalEntry.objects.create(assigned_object=procedure, created_by=root, comments='Reviewed.')
    JournalEntry.objects.filter(pk=note.pk).update(created=MONDAY)
    old = JournalEntry.objects.create(assigned_object=procedure, comments='Last year.')
    JournalEntry.objects.filter(pk=old.pk).update(created=MONDAY - 365 * DAY)
    base.publish_procedure()

    found = evidence(office, root)

    assert [(entry.day, entry.author, entry.text) for entry in found.notes] == [
        (datetime.date(2026, 11, 23), root.username, 'Reviewed.')
    ]
    assert [(version.procedure, version.number) for version in found.versions] == [(procedure.name, 1)]
    assert evidence(office, root, year=2025).versions == []


def test_the_evidence_of_a_user_without_permission_is_empty(office):
    office.submit()
    JournalEntry.objects.create(assigned_object=office.version.procedure, comments='Reviewed.')

    found = evidence(office, factories.make_user())

    assert (found.use, found.cases, found.rows, found.versions, found.notes) == ([], [], [], [], [])


# -- Who may see which tasks ----------------------------------------------------------------------------------------

HELD = 'procedure_roles__appointments__user'


@pytest.mark.parametrize(
    'constraints',
    [
        None,
        {},
        {f'case__agency__{HELD}': '$user'},
        {f'case__agency__{HELD}': '$user', 'case__agency__procedure_roles__appointments__is_current': False},
        [{f'case__agency__{HELD}': '$user'}, {'case__agency__name': 'Other'}],
        [{f'case__agency__{HELD}': '$user'}, {'state': 'open'}],
        {f'case__agency__{HELD}': '$user', 'state': 'open'},
        {'case__agency__in': []},
        {'case__agency__name': 'Other'},
        {'case__applicant__name': 'Other'},
    ],
    ids=str,
)
def test_visible_tasks_are_those_that_restrict_lets_through(db, constraints):
    """Whatever a permission says, and however often its relations lead to the user."""
    agency = factories.make_tenant()
    cases = [
        factories.make_case(version=factories.make_version(procedure=factories.make_procedure(agency=owner)))
        for owner in (agency, factories.make_tenant(name='Other'), factories.make_tenant())
    ]
    user = factories.make_user()
    for _ in range(2):
        factories.make_appointment(role=factories.make_role(agency=agency), user=user)
    for case in cases:
        for state in ({}, {'state': 'closed', 'outcome': 'x', 'closed_at': MONDAY}):
            factories.make_task(case=case, **state)
    permission = base.permit(user, Task, 'view')
    permission.constraints = constraints
    permission.save()

    found = list(visible_tasks(user).order_by('pk'))

    assert found == list(Task.objects.restrict(user, 'view').order_by('pk'))


def test_without_permission_no_task_is_visible(office):
    office.submit()

    assert list(visible_tasks(factories.make_user())) == []


def test_a_permission_that_nobody_needs_hides_nothing(office, settings):
    """`EXEMPT_VIEW_PERMISSIONS` goes before what the permission of an officer says."""
    factories.make_task()
    user = office.users['helpdesk']
    assert list(visible_tasks(user)) == []

    settings.EXEMPT_VIEW_PERMISSIONS = ['netbox_colocation.task']

    assert visible_tasks(user).count() == Task.objects.count() == 1
