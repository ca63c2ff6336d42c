"""The demo data centre: its requests are in the states that it promises, and building it again changes nothing.

Built once for the module, inside a transaction that is rolled back in the end.
"""

import datetime
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from dcim.models import RackReservation
from ipam.models import IPAddress
from users.models import User

from dev.demo import estate
from dev.demo.monitoring import FORGOTTEN, SILENT, STRANGER
from netbox_colocation.calendars.office import hours_of
from netbox_colocation.models import (
    AccessReview,
    AccessRight,
    AccessVisit,
    Appointment,
    Calendar,
    Case,
    ColocationRequest,
    Document,
    DriftReport,
    EntryBan,
    EquipmentLoan,
    Extension,
    MaintenanceTicket,
    MaintenanceWindow,
    MonitoringTarget,
    OutboxEntry,
    Procedure,
    RequestedServer,
    RoomPolicy,
    Task,
)
from netbox_colocation.monitoring.muting import muted
from netbox_colocation.workflows.events import find_broken_links
from netbox_colocation.workflows.replaying import find_deviations
from netbox_colocation.workflows.terms import expiring

# `django_db` has pytest-django make the test database; without it the fixture would build into the demo's own one.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# Name of the request: its status, and the steps that are open, with their rounds.
STATES = {
    'Sistem Informasi Rumah Sakit': ('completed', []),
    'Klaster pemodelan pembangunan': ('refused', []),
    'Data spasial provinsi': ('accepted', [('7', 2)]),
    'Pencatatan imunisasi': ('accepted', [('7', 1)]),
    'Perizinan tenaga kesehatan': ('accepted', [('9.1', 1)]),
    'e-Musrenbang': ('accepted', [('5', 1)]),
    'Pemantauan gizi balita': ('accepted', [('4.2', 1)]),
    'Portal data pembangunan': ('open', [('4.1', 1)]),
    'Arsip perencanaan': ('open', [('3', 1)]),
    'Telemedisin kepulauan': ('open', [('2.2', 1)]),
    'Laboratorium kesehatan': ('draft', []),
    'Antrean puskesmas': ('completed', []),
    'Basis data perencanaan': ('completed', []),
    'Surveilans penyakit': ('open', [('3', 2)]),
    'Arsip video rapat': ('withdrawn', []),
    'Pengambilan server kearsipan': ('accepted', [('13.2', 1)]),
}


@pytest.fixture(scope='module')
def demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[list[str]]:
    """The whole demo in the test database; gone again after the module. Returns what building it said."""
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        _keep_files_in(patch, tmp_path_factory.mktemp('papers'))
        assert connection.settings_dict['NAME'].startswith('test_')
        with transaction.atomic():
            estate.build(said.append, with_logins=False)
            yield said
            transaction.set_rollback(True)


def _keep_files_in(patch: pytest.MonkeyPatch, folder) -> None:
    patch.setitem(settings.PLUGINS_CONFIG['netbox_colocation'], 'files_root', str(folder))


def test_requests_stand_where_they_should(demo):
    found = {
        request.name: (
            request.status,
            sorted(
                (task.step, task.round) for task in (request.case.tasks.filter(state='open') if request.case else ())
            ),
        )
        for request in ColocationRequest.objects.select_related('case')
    }

    assert found == STATES


def test_both_agencies_apply(demo):
    assert set(ColocationRequest.objects.values_list('applicant__slug', flat=True)) == {'dinkes', 'bappeda'}


def test_visits_and_tickets_stand_where_they_should(demo):
    found = {
        subject.name: (subject.status, sorted(subject.case.tasks.filter(state='open').values_list('step', flat=True)))
        for model in (AccessVisit, MaintenanceTicket)
        for subject in model.objects.all()
    }

    assert found == {
        'Ganti cakram server rujukan': ('completed', []),
        'Pasang kartu jaringan': ('open', ['5']),
        'Tambah memori server rujukan': ('accepted', ['6.2']),
        'Pemeriksaan keamanan tahunan': ('accepted', ['7.2']),
        'Ganti baterai kontroler': ('accepted', ['7.2']),
        'Server rujukan dua kali padam': ('accepted', ['6.2']),
        'PDU A rak B-02 berbau hangus': ('accepted', ['6.2']),
        'Sambungan ke gudang farmasi terputus': ('accepted', ['6.2', '6.2?']),
    }


def test_late_is_a_task_of_the_helpdesk_and_a_visit_of_three_minutes(demo):
    """The others were opened within their limit, whatever the day on which the demo is built."""
    late = Task.objects.filter(state='open', due_at__lt=timezone.now()).order_by('due_at')
    # Whether it is late that visitors have not left depends on the hour: the limit runs in working time.
    late = late.exclude(case__access_visit__name='Ganti baterai kontroler')

    assert [task.case.subject.name for task in late] == ['Portal data pembangunan', 'Pasang kartu jaringan']
    assert all(task.escalated_at for task in late)
    assert [task.role.superior.key for task in late] == ['computer-officer', 'head']


def test_a_ticket_is_paused_while_its_applicant_is_asked(demo):
    ticket = MaintenanceTicket.objects.get(name='Sambungan ke gudang farmasi terputus')
    asking, question = ticket.case.tasks.filter(state='open').order_by('step')

    assert (ticket.work_status, asking.is_paused, question.parent) == ('under-way', True, asking)
    assert question.role_key == 'applicant'


def test_a_task_is_claimed_and_one_was_done_on_paper(demo):
    claimed = Task.objects.get(claimed_by__isnull=False)
    on_paper = Task.objects.get(on_paper=True)

    assert (claimed.case.subject.name, claimed.claimed_by.username) == ('Arsip perencanaan', 'helpdesk-2')
    assert (on_paper.closed_by_name, on_paper.recorded_by.username) == ('Awan Lazuardi, S.T., M.Si.', 'helpdesk')
    assert on_paper.opened_at < on_paper.acted_at < on_paper.closed_at
    assert Document.objects.get(kind='paper-proof').case == on_paper.case


def test_a_case_came_back_and_holds_nothing_until_it_is_accepted_again(demo):
    case = Case.objects.get(colocation_request__name='Surveilans penyakit')

    assert case.events.filter(kind='case-returned').count() == 1
    assert not RackReservation.objects.filter(description__contains=case.number).exists()


def test_door_has_visitors_to_let_in_some_inside_and_some_beyond_their_time(demo):
    inside = AccessVisit.objects.filter(entered_at__isnull=False, left_at__isnull=True)
    late = AccessVisit.objects.get(name='Ganti baterai kontroler')
    coming = AccessVisit.objects.get(name='Tambah memori server rujukan')

    assert set(inside.values_list('name', flat=True)) == {'Pemeriksaan keamanan tahunan', late.name}
    assert late.overstay_told_at is not None
    assert late.log.filter(kind='overstayed').count() == 1
    assert len({visit.escort_id for visit in inside}) == 2
    assert coming.escort_id
    assert coming.starts_at > timezone.now() - datetime.timedelta(minutes=30)
    assert sorted(coming.items.values_list('name', flat=True)) == ['Laptop', 'Modul memori 32 GB']


def test_windows_are_agreed_to_proposed_and_under_way_and_those_hit_are_told(demo):
    found = {window.ticket.name: window for window in MaintenanceWindow.objects.select_related('ticket')}

    assert {name: window.state for name, window in found.items()} == {
        'Server rujukan dua kali padam': 'agreed',
        'PDU A rak B-02 berbau hangus': 'under-way',
        'Sambungan ke gudang farmasi terputus': 'proposed',
    }
    panel = found['Server rujukan dua kali padam']
    grades = set(panel.impact_lines.values_list('grade', flat=True))
    assert 'reduced-redundancy' in grades  # both feeds
    assert panel.agreed_by_id != panel.proposed_by_id
    told = {notice.tenant.slug: notice.state for notice in panel.notices.select_related('tenant')}
    assert told['dinkes'] in ('approved', 'sent')
    assert 'drafted' in told.values()


def test_who_may_be_in_the_rooms_is_written_down_and_reviewed(demo):
    review = AccessReview.objects.get()
    revoked = AccessRight.objects.get(number='K-0029')

    assert RoomPolicy.objects.count() == 2
    assert EntryBan.objects.get().name == 'Guntur Prahara'
    assert (review.state, review.lines.filter(decision='keep').count()) == ('open', 1)
    assert [line.right for line in review.lines.filter(decision='revoke')] == [revoked]
    assert revoked.revoked_at is not None
    assert review.lines.filter(decision='').exists()


def test_of_what_was_lent_one_is_overdue_and_was_told(demo):
    late, early = EquipmentLoan.objects.order_by('due_on')

    assert (late.overdue_told_at is not None, early.overdue_told_at) == (True, None)


def test_terms_end_soon_and_one_was_asked_to_be_extended(demo):
    today = timezone.localdate()
    ending = {request.name: (request.valid_until - today).days for request in expiring(within_days=60, today=today)}

    # A term begins on a working day: some days of leave may lie before the one that was wanted.
    assert list(ending) == ['Antrean puskesmas', 'Basis data perencanaan']
    assert 8 <= ending['Antrean puskesmas'] <= 21
    assert 36 <= ending['Basis data perencanaan'] <= 49
    assert Extension.objects.get().request.name == 'Basis data perencanaan'


def test_a_server_that_is_taken_back_waits_for_the_applicants_signature(demo):
    request = ColocationRequest.objects.get(name='Pengambilan server kearsipan')
    [device] = request.returned_devices.all()

    assert (device.rack, device.status, device.primary_ip4 is None) == (None, 'decommissioning', False)
    assert request.case.tasks.get(step='13.1').outcome == 'confirmed'


def test_no_event_was_changed_and_every_case_can_be_told_again(demo):
    for case in Case.objects.all():
        assert find_broken_links(case) == []
        assert find_deviations(case) == []


def test_three_agencies_run_their_procedures_by_their_calendars(demo):
    found = sorted(Procedure.objects.values_list('agency__slug', 'key', 'calendar__time_zone'))

    assert found == [
        ('embun', 'sumbawa-colocation', 'Asia/Makassar'),
        ('kabut', 'temanggung-colocation', 'Asia/Jakarta'),
        ('kominfotik', 'server-retrieval', 'Asia/Jakarta'),
        ('kominfotik', 'sumbar-access', 'Asia/Jakarta'),
        ('kominfotik', 'sumbar-colocation', 'Asia/Jakarta'),
        ('kominfotik', 'sumbar-maintenance', 'Asia/Jakarta'),
    ]
    assert all(procedure.published_version.source for procedure in Procedure.objects.all())
    access = Procedure.objects.get(key='sumbar-access')
    assert access.settings == {'roles': {'access-decider': 'head-of-division'}}


def test_a_calendar_has_ramadan_and_the_holidays_of_this_year_and_the_next(demo):
    now = timezone.now()
    for calendar in Calendar.objects.all():
        for year in (now.year - 1, now.year, now.year + 1):
            assert calendar.holidays.filter(date__year=year).count() >= 16
            assert calendar.hours.filter(season__startswith='Ramadan', valid_from__year=year).count() == 10
    hours = hours_of(Procedure.objects.get(key='sumbar-colocation'), now)
    assert not hours.is_workday(datetime.date(now.year, 1, 1))


def test_an_accepted_request_is_seen_in_netbox(demo):
    """Whoever looks at the rack sees whose the units are, and the addresses are no longer offered."""
    case = Case.objects.get(colocation_request__name='Pencatatan imunisasi')

    [reservation] = RackReservation.objects.filter(description__contains=case.number)

    assert (len(reservation.units), reservation.tenant.slug) == (2, 'dinkes')
    addresses = IPAddress.objects.filter(description__contains=case.number)
    assert [address.status for address in addresses] == ['reserved', 'reserved']


def test_the_completed_server_stands_and_the_refused_one_holds_nothing(demo):
    device = RequestedServer.objects.get(name='dinkes-simrs-1').device
    refused = Case.objects.get(colocation_request__name='Klaster pemodelan pembangunan')

    assert (device.status, device.tenant.slug, device.rack.location.slug) == ('active', 'dinkes', 'ruang-server-a')
    assert device.primary_ip4.status == 'active'
    assert not RackReservation.objects.filter(description__contains=refused.number).exists()
    [letter] = refused.documents.filter(kind='reply-letter')
    assert (letter.state, letter.data['decision']) == ('sent', 'refused')


def test_letters_are_numbered_in_the_order_of_their_dates(demo):
    letters = Document.objects.filter(direction='outgoing', entry__sequence__isnull=False).order_by('signed_at')

    years = {letter.entry.register.year for letter in letters}
    for year in years:
        numbers = [letter.entry.sequence for letter in letters if letter.entry.register.year == year]
        assert numbers == list(range(1, len(numbers) + 1))
    assert letters.count() == 9  # with the notice of the panel's maintenance


def test_every_letter_that_came_in_has_its_line_in_the_agenda(demo):
    received = Document.objects.filter(kind='request-letter', case__agency__slug='kominfotik')

    assert received.filter(entry__register__direction='incoming').count() == received.count() > 0


def test_every_paper_has_its_file_and_nothing_waits(demo):
    # A notice that nobody approved yet is a draft without a file.
    drafts = Document.objects.filter(kind='maintenance-notice', state='draft', file='')
    papers = Document.objects.exclude(pk__in=drafts)
    assert not papers.filter(file='').exists()
    assert all(document.file.open('rb').read(5) == b'%PDF-' for document in papers)
    assert not OutboxEntry.objects.exclude(state='done').exists()


def test_every_office_has_a_holder_the_helpdesk_two_and_one_acts_until_a_day(demo):
    held = sorted(
        Appointment.objects.filter(role__agency__slug='kominfotik').values_list('role__key', 'capacity', 'is_current')
    )

    assert held == [
        ('computer-officer', 'definitive', True),
        ('coordinator', 'definitive', True),
        ('general-staff', 'definitive', True),
        ('head', 'definitive', True),
        ('head-of-division', 'acting', True),
        ('head-of-section', 'acting', True),
        ('head-of-section', 'definitive', False),
        ('helpdesk', 'definitive', True),
        ('helpdesk', 'definitive', True),
        *[('technical-team', 'definitive', True)] * 5,
    ]
    acting = Appointment.objects.get(role__key='head-of-section', capacity='acting')
    assert acting.valid_until > timezone.localdate()


@pytest.mark.parametrize(
    ('username', 'own', 'other'),
    [('applicant-dinkes', 'dinkes', 'bappeda'), ('applicant-bappeda', 'bappeda', 'dinkes')],
)
def test_an_agency_sees_nothing_of_the_other_one(demo, username, own, other):
    user = User.objects.get(username=username)

    for model, path in (
        (ColocationRequest, 'applicant__slug'),
        (RequestedServer, 'request__applicant__slug'),
        (AccessVisit, 'applicant__slug'),
        (Case, 'applicant__slug'),
        (Task, 'case__applicant__slug'),
    ):
        seen = set(model.objects.restrict(user, 'view').values_list(path, flat=True))
        assert seen == {own}, model
        assert model.objects.filter(**{path: other}).exists()
    papers = Document.objects.restrict(user, 'view')
    assert {paper.subject.applicant.slug for paper in papers} == {own}
    assert any(paper.subject.applicant.slug == other for paper in Document.objects.all())


def test_building_it_again_changes_nothing(demo):
    before = _counts()

    estate.build(demo.append, with_logins=False)

    assert _counts() == before
    assert 'nothing new' in demo[-1]


def _counts() -> dict[str, int]:
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return {model._meta.label: model._base_manager.count() for model in models}


def test_monitoring_watches_servers_in_every_state_and_a_drift_report_says_what_it_does_not(demo):
    """Also of servers that procedures placed, and of one that was taken back."""
    targets = MonitoringTarget.objects.all()
    report = DriftReport.objects.get()

    assert set(targets.values_list('state', flat=True)) == {'requested', 'seen', 'accepted', 'retired'}
    assert set(targets.values_list('kind', flat=True)) == {'exporter', 'agent', 'probe'}
    assert targets.get(device__name='dinkes-simrs-1').state == 'accepted'
    assert set(targets.filter(device_name='dinkes-a04u01').values_list('state', flat=True)) == {'retired'}
    assert set(targets.filter(device_name__in=SILENT).values_list('health', flat=True)) == {'down'}
    silenced = muted(targets, now=timezone.now()).filter(is_muted=True)
    assert list(silenced.values_list('device_name', flat=True)) == ['pdu-b02-a']
    assert [line for line in report.missing if line['name'].startswith(FORGOTTEN)]
    assert [line['instance'] for line in report.unknown] == [STRANGER]
