"""Personal data go when their time is over: from the rows and from wherever NetBox keeps a copy of them."""

import datetime
import itertools
import uuid
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from core.models import Job, ObjectChange
from extras.models import CachedValue, Notification
from netbox.context_managers import event_tracking
from netbox.search.backends import search_backend

from netbox_colocation import jobs
from netbox_colocation.models import AccessLogEntry, AccessVisit, CarriedItem, EntryBan, Visitor
from netbox_colocation.visits import log
from netbox_colocation.visits.expiry import NO_NAME, erase_expired
from tests import access_factories, factories, subject_factories
from tests.api.test_walks import Walk
from tests.courses import COURSES
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
CONTACTS = {
    'position': 'Penyelia-Zx81',
    'phone': '0899-7766-5544',
    'email': 'tamu.zx81@example.org',
    'identity_kind': 'citizen-card',
    'identity_digits': '9Z7Q',
}
NEEDLES = (CONTACTS['position'], CONTACTS['phone'], CONTACTS['email'], CONTACTS['identity_digits'])
NAMES = ('Xaverius-Zx81', 'PT Zx81 Mitra')


def settings_with(**overrides):
    from django.conf import settings

    plugins = settings.PLUGINS_CONFIG
    return override_settings(
        PLUGINS_CONFIG={**plugins, 'netbox_colocation': {**plugins['netbox_colocation'], **overrides}}
    )


def find_everywhere(*needles: str) -> set[tuple[str, str, str]]:
    """Return (needle, table, column) of every text in the database that holds one of these."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND data_type IN
            ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'USER-DEFINED', 'bytea', 'inet')"""
        )
        places = cursor.fetchall()
        assert len(places) > 500
        found = set()
        for table, rows in itertools.groupby(sorted(places), key=lambda place: place[0]):
            columns = [column for _table, column in rows]
            tests = ', '.join(f'bool_or(position(%s in "{column}"::text) > 0)' for column in columns)
            for needle in needles:
                cursor.execute(f'SELECT {tests} FROM "{table}"', [needle] * len(columns))
                found |= {
                    (needle, table, column) for column, hit in zip(columns, cursor.fetchone(), strict=True) if hit
                }
        return found


def make_past_visit(ended=100, *, visitors=1, **overrides) -> AccessVisit:
    """Make a visit that ended so many days ago, by somebody whose contacts are known, and what the door wrote."""
    user = factories.make_user()
    request = type('Request', (), {'id': uuid.uuid4(), 'user': user, 'META': {}})()
    times = {'starts_at': NOW - (ended + 1) * DAY, 'ends_at': NOW - ended * DAY}
    # As a person does it in a browser: NetBox keeps the change log, and tells whoever watches.
    with event_tracking(request):
        visit = subject_factories.make_visit(visitors=[], **times, **overrides)
        for index in range(visitors):
            visitor = Visitor(visit=visit, name=NAMES[0], organisation=NAMES[1], **CONTACTS)
            visitor.full_clean()
            visitor.save()
            visitor.snapshot()
            visitor.badge_number, visitor.door_remark = f'T-{index}', f'{NAMES[0]} came alone'
            visitor.save()
            log.write_about(
                visit, 'admitted', visitor=visitor, text=f'{NAMES[0]} came alone', actor=user, now=NOW - ended * DAY
            )
    search_backend.cache(list(visit.visitors.all()))
    kind = ContentType.objects.get_for_model(Visitor)
    Notification.objects.create(
        user=user, object_type=kind, object_id=visit.visitors.first().pk, event_type='object_created'
    )
    Notification.objects.update(created=NOW - ended * DAY)
    ObjectChange.objects.update(time=NOW - ended * DAY)
    return visit


def test_after_its_time_no_contact_and_no_digit_of_a_visitor_is_left_anywhere():
    """Every text column of every table is read; before that the same search finds them."""
    visit = make_past_visit(ended=91, visitors=2)
    assert {needle for needle, *_place in find_everywhere(*NEEDLES)} == set(NEEDLES)

    erasure = erase_expired(now=NOW)

    assert find_everywhere(*NEEDLES) == set()
    visitor = visit.visitors.first()
    assert (visitor.name, visitor.erased_at) == (NAMES[0], NOW)
    assert (erasure.visitors, erasure.fields['phone'], erasure.names) == (2, 2, 0)


def test_what_was_removed_is_said_in_the_log_without_saying_it():
    visit = make_past_visit(ended=91)

    erasure = erase_expired(now=NOW)

    entry = AccessLogEntry.objects.get(kind='erased')
    assert (entry.visit, entry.agency, entry.person) == (visit, visit.procedure.agency, '')
    assert 'phone 1' in entry.text
    assert 'last digits 1' in entry.text
    assert erasure.visits == [f'#{visit.pk}: {entry.text}']


def test_doing_it_again_removes_nothing_and_writes_nothing():
    make_past_visit(ended=91)
    erase_expired(now=NOW)
    before = AccessLogEntry.objects.count()

    again = erase_expired(now=NOW + DAY)

    assert (again.visitors, again.bans, again.names, again.lines, again.changes, again.visits) == (0, 0, 0, 0, 0, [])
    assert AccessLogEntry.objects.count() == before


@pytest.mark.parametrize(
    'times',
    [
        {'ended': 89},
        {'ended': 200, 'entered_at': NOW - 200 * DAY},  # nobody has left yet
        {'ended': 200, 'extended_until': NOW - 89 * DAY},
        {'ended': 200, 'entered_at': NOW - 200 * DAY, 'left_at': NOW - 89 * DAY},
    ],
    ids=['too early', 'still inside', 'extended', 'left late'],
)
def test_what_is_not_over_stays(times):
    visit = make_past_visit(**times)

    erasure = erase_expired(now=NOW)

    visitor = visit.visitors.get()
    assert (visitor.phone, visitor.identity_digits, visitor.erased_at) == (CONTACTS['phone'], '9Z7Q', None)
    assert erasure.visitors == 0
    assert not AccessLogEntry.objects.filter(kind='erased').exists()


def test_no_time_at_all_removes_contacts_as_soon_as_the_visit_is_over():
    visit = make_past_visit(ended=1)

    with settings_with(visitor_data_days=0):
        erase_expired(now=NOW)

    assert visit.visitors.get().phone == ''


def test_names_leave_rows_log_changes_search_and_notifications_when_the_log_is_over():
    """Three years later nobody's name is left; that somebody came, when and with which badge, stays."""
    visit = make_past_visit(ended=1096)
    item = CarriedItem.objects.create(visit=visit, name='Disk', serial='WD-77', door_remark=f'Of {NAMES[0]}')
    access_factories.make_log_entry(person=NAMES[0], organisation=NAMES[1], at=NOW - 1096 * DAY)
    recent = access_factories.make_log_entry(person='Recent guest', at=NOW - DAY)
    assert len(find_everywhere(NAMES[0])) >= 6

    erasure = erase_expired(now=NOW)

    assert find_everywhere(*NAMES, *NEEDLES) == set()
    assert (visit.visitors.get().name, visit.visitors.get().badge_number) == (NO_NAME, 'T-0')
    assert (erasure.names, erasure.lines) == (1, 2)
    item.refresh_from_db()
    assert (item.serial, item.door_remark) == ('WD-77', '')
    recent.refresh_from_db()
    assert recent.person == 'Recent guest'
    entry = AccessLogEntry.objects.get(visit=visit, kind='admitted')
    assert (entry.badge_number, entry.at) == ('T-0', NOW - 1096 * DAY)
    assert AccessLogEntry.objects.filter(kind='erased', visit__isnull=True).count() == 2  # two agencies
    assert not CachedValue.objects.filter(value=NAMES[0]).exists()


def test_without_a_limit_names_stay_for_good():
    visit = make_past_visit(ended=9000)

    with settings_with(access_log_days=None):
        erase_expired(now=NOW)

    assert (visit.visitors.get().name, visit.visitors.get().phone) == (NAMES[0], '')
    assert AccessLogEntry.objects.filter(person=NAMES[0]).exists()


def test_digits_of_ended_bans_go_and_later_the_whole_entry():
    known = {'identity_kind': 'passport', 'identity_digits': '9Z7Q'}
    user = factories.make_user()
    request = type('Request', (), {'id': uuid.uuid4(), 'user': user, 'META': {}})()
    with event_tracking(request):
        held = access_factories.make_ban(**known)
        ended = access_factories.make_ban(**known, valid_until=(NOW - 100 * DAY).date())
        old = access_factories.make_ban(name=NAMES[0], **known, valid_until=(NOW - 1100 * DAY).date())
    ObjectChange.objects.exclude(changed_object_id=held.pk).update(time=NOW - 1100 * DAY)
    search_backend.cache([old])

    erasure = erase_expired(now=NOW)

    assert list(EntryBan.objects.order_by('pk')) == [held, ended]
    ended.refresh_from_db()
    held.refresh_from_db()
    assert (held.identity_digits, ended.identity_digits) == ('9Z7Q', '')
    assert erasure.bans == 3  # two without digits, one of them gone
    assert find_everywhere(NAMES[0]) - {(NAMES[0], 'extras_cachedvalue', 'value')} == set()


def test_the_job_says_what_it_removed_and_no_name():
    with override_settings():
        visit = make_past_visit(ended=91)
        Visitor.objects.filter(visit=visit).update(phone=CONTACTS['phone'])
        AccessVisit.objects.filter(pk=visit.pk).update(
            starts_at=timezone.now() - 101 * DAY, ends_at=timezone.now() - 100 * DAY
        )

        job = jobs.EraseVisitorDataJob.enqueue(immediate=True, notifications='never')

    job = Job.objects.get(pk=job.pk)
    said = ' '.join(entry['message'] for entry in job.log_entries)
    assert job.status == 'completed'
    assert '1 visitors without contacts and identity' in said
    assert f'#{visit.pk}: 1 visitors:' in said
    assert not [needle for needle in (*NEEDLES, *NAMES) if needle in said]


def test_after_a_whole_procedure_over_rest_nothing_of_a_visitor_is_left_but_the_name():
    """The shipped procedure from the letter to the received report: tasks, events, papers, outbox, notifications."""
    walk = ContactsWalk(COURSES['sumbar-access, every loop'])
    walk.go()
    assert walk.case['state'] == 'completed'
    assert {needle for needle, *_place in find_everywhere(*NEEDLES)} == set(NEEDLES)

    erase_expired(now=timezone.now() + 91 * DAY)

    assert find_everywhere(*NEEDLES) == set()
    assert Visitor.objects.filter(name=NAMES[0], erased_at__isnull=False).exists()


class ContactsWalk(Walk):
    """A visit whose first visitor left contacts and the last digits of a card."""

    def _write(self) -> dict[str, Any]:
        visitors = [{'name': NAMES[0], 'organisation': NAMES[1], 'is_leader': True, **CONTACTS}, {'name': 'Budi'}]
        body = {**self.office.draft_body(), 'visitors': visitors}
        self.office.draft_body = lambda: body
        return super()._write()
