"""What affected agencies are told about maintenance windows: drafted by one, approved by an office above, sent once."""

import datetime

import pytest
from django.core import mail

from tenancy.models import Contact, ContactAssignment, ContactRole

from netbox_colocation.documents.dispatch import Way
from netbox_colocation.exceptions import OutcomeRefused, RoleNotHeld
from netbox_colocation.models import Dispatch, DocumentRegister, OutboxEntry, WindowNotice
from netbox_colocation.workflows import window_notices, windows
from netbox_colocation.workflows.outbox import deliver_due
from netbox_colocation.workflows.signatures import find_office, sign_alone
from tests import factories
from tests.workflows.test_windows import DAY, HOUR, Room, make_room

MAILBOX = 'dinkes@example.org'


@pytest.fixture
def room(db) -> Room:
    room = make_room()
    contact = Contact.objects.create(name='Dinkes', email=MAILBOX.upper())
    role = ContactRole.objects.create(name='Administrative', slug='administrative')
    ContactAssignment.objects.create(object=room.owner, contact=contact, role=role)
    return room


@pytest.fixture
def without_letters(room) -> Room:
    """The agency keeps no book of outgoing letters this year."""
    DocumentRegister.objects.all().delete()
    return room


def state_of(room: Room) -> list[tuple[str, int, str]]:
    rows = WindowNotice.objects.filter(tenant=room.owner).order_by('pk')
    return list(rows.values_list('kind', 'revision', 'state'))


def approve(room: Room, notice: WindowNotice | None = None, by: str = 'head') -> WindowNotice:
    notice = notice or WindowNotice.objects.get(state='drafted')
    return window_notices.approve(notice, actor=room.user(by), now=room.now)


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


# -- Drafted ------------------------------------------------------------------------------------------------------


def test_agreeing_drafts_one_notice_for_each_affected_agency_in_the_name_of_the_proposer(room):
    other = factories.make_tenant(name='Bappeda')
    own = factories.make_device(room.rack, tenant=room.office.agency, position=20)
    single = factories.make_device(room.rack, tenant=other, position=15)
    for device, panel in ((single, 'A'), (own, 'A')):
        feed = factories.make_feed(room.rack, power_panel=room.panels[panel])
        pdu = factories.make_pdu(room.rack, feed=feed, outlets=1)
        factories.make_cable(factories.make_power_port(device), pdu.poweroutlets.get())

    room.agree(room.propose())

    found = {notice.tenant: notice for notice in WindowNotice.objects.all()}
    assert {tenant: notice.grade for tenant, notice in found.items()} == {
        room.owner: 'reduced-redundancy', other: 'outage',
    }  # fmt: skip
    notice = found[room.owner]
    assert (notice.kind, notice.state, notice.drafted_by) == ('announcement', 'drafted', room.user('technical-team'))
    assert room.server.name in notice.body
    assert single.name not in notice.body
    assert notice.recipients == [MAILBOX]


def test_a_letter_is_drafted_where_the_agency_keeps_a_book_of_outgoing_letters(room):
    room.agree(room.propose())

    notice = WindowNotice.objects.get()
    data = notice.document.data
    assert (notice.document.kind, notice.document.state, notice.document.direction) == (
        'maintenance-notice', 'draft', 'outgoing',
    )  # fmt: skip
    assert data['addressee'] == ['Pimpinan Dinas Kesehatan']
    assert data['notice']['affected'][0]['name'] == room.server.name
    assert data['applicant']['name'] == 'Dinas Kesehatan'


def test_each_agency_has_a_letter_of_its_own(room):
    single = factories.make_device(room.rack, tenant=factories.make_tenant(), position=15)
    feed = factories.make_feed(room.rack, power_panel=room.panels['A'])
    pdu = factories.make_pdu(room.rack, feed=feed, outlets=1)
    factories.make_cable(factories.make_power_port(single), pdu.poweroutlets.get())

    room.agree(room.propose())

    letters = {notice.document_id: notice.document.data['notice']['tenant'] for notice in WindowNotice.objects.all()}
    assert len(letters) == len(set(letters.values())) == 2


# -- Approved and sent --------------------------------------------------------------------------------------------


def test_the_letter_is_signed_by_an_office_above_and_mailed_where_the_site_mails_letters(room, settings):
    settings.PLUGINS_CONFIG = {
        'netbox_colocation': {**settings.PLUGINS_CONFIG['netbox_colocation'], 'mail_letters': True}
    }
    room.agree(room.propose())

    notice = approve(room)

    assert (notice.state, notice.approved_by, notice.sent_at) == ('sent', room.user('head'), room.now)
    assert (notice.document.state, notice.document.signed_role.key) == ('sent', 'head')
    assert notice.document.number
    row = Dispatch.objects.get()
    assert (row.address, row.recipient, row.state) == (MAILBOX, 'Dinas Kesehatan', 'queued')
    deliver_due(now=room.now + HOUR)
    [message] = mail.outbox
    assert message.to == [MAILBOX]
    assert room.office.applicant.name not in message.body


def test_a_letter_that_is_not_mailed_waits_to_be_handed_out(room):
    room.agree(room.propose())

    notice = approve(room)
    assert (notice.state, notice.document.state) == ('approved', 'signed')
    with pytest.raises(OutcomeRefused) as refused:
        window_notices.send(notice, actor=room.user('head'), now=room.now)
    assert codes(refused) == ['method-missing']

    sent = window_notices.send(
        notice, way=Way('handed-over', received_by='Rina'), actor=room.user('head'), now=room.now
    )

    assert (sent.state, sent.document.state) == ('sent', 'sent')
    assert Dispatch.objects.get().recipient == 'Dinas Kesehatan'


def test_a_letter_handed_out_from_its_own_page_is_noted(room):
    from netbox_colocation.documents import dispatch

    room.agree(room.propose())
    notice = approve(room)
    dispatch.send(notice.document, way=Way('post'), actor=room.user('helpdesk'), now=room.now)

    assert [window_notices.note_sent(now=room.now) for _ in range(2)] == [1, 0]
    assert state_of(room) == [('announcement', 1, 'sent')]


def test_the_drafter_and_offices_that_are_not_above_neither_approve_nor_sign(room):
    room.agree(room.propose())
    notice = WindowNotice.objects.get()

    for who in ('technical-team', 'helpdesk', 'applicant'):
        with pytest.raises(RoleNotHeld):
            approve(room, notice, by=who)
        with pytest.raises(RoleNotHeld):
            find_office(notice.document, actor=room.user(who), now=room.now)

    assert state_of(room) == [('announcement', 1, 'drafted')]


def test_a_letter_that_was_signed_on_its_own_page_is_approved_without_signing_again(room):
    room.agree(room.propose())
    notice = WindowNotice.objects.get()
    sign_alone(notice.document, actor=room.user('head'), now=room.now)

    assert approve(room, notice).state == 'approved'


def test_without_a_book_of_letters_the_notice_is_an_email_and_goes_out_once(without_letters):
    room = without_letters
    room.agree(room.propose())

    notice = approve(room)
    assert (notice.document, notice.state) == (None, 'approved')
    later = room.now + HOUR
    deliver_due(now=later)
    OutboxEntry.objects.update(state='pending', done_at=None)
    deliver_due(now=later)

    [message] = mail.outbox
    assert (message.to, message.body) == ([MAILBOX], notice.body)
    assert 'Tetap dapat digunakan, tanpa cadangan'.lower() in message.body
    assert state_of(room) == [('announcement', 1, 'sent')]
    assert notice.window.ticket.case.events.filter(kind='notice-sent').count() == 1


def test_an_agency_that_nobody_can_reach_is_named(without_letters):
    room = without_letters
    ContactAssignment.objects.all().delete()
    room.agree(room.propose())

    with pytest.raises(OutcomeRefused) as refused:
        approve(room)

    assert codes(refused) == ['recipient-missing']
    assert 'Dinas Kesehatan' in str(refused.value)


def test_a_failed_email_is_sent_again_by_a_person(without_letters, monkeypatch):
    room = without_letters
    room.agree(room.propose())
    notice = approve(room)
    WindowNotice.objects.update(state='failed', error='550 no such user')

    again = window_notices.send(notice, actor=room.user('head'), now=room.now)
    deliver_due(now=room.now + HOUR)

    assert again.state == 'approved'
    assert state_of(room) == [('announcement', 1, 'sent')]


def test_a_notice_is_approved_once(room):
    room.agree(room.propose())
    notice = approve(room)

    with pytest.raises(OutcomeRefused) as refused:
        approve(room, notice)

    assert codes(refused) == ['notice-decided']


def test_a_dropped_notice_is_not_signed_any_more(room):
    room.agree(room.propose())
    notice = WindowNotice.objects.get()

    with pytest.raises(OutcomeRefused) as refused:
        window_notices.drop(notice, reason=' ', actor=room.user('head'), now=room.now)
    assert codes(refused) == ['reason-missing']
    window_notices.drop(notice, reason='Told by telephone', actor=room.user('head'), now=room.now)

    with pytest.raises(OutcomeRefused) as refused:
        sign_alone(notice.document, actor=room.user('head'), now=room.now)
    assert codes(refused) == ['notice-dropped']


# -- How it goes on -----------------------------------------------------------------------------------------------


def test_who_was_told_hears_of_the_new_time_when_it_is_agreed_to(room):
    window = room.agree(room.propose())
    approve(room)
    before = window.starts_at
    later = before + DAY
    window = windows.change(
        window, starts_at=later, ends_at=later + HOUR, reason='Rain', actor=room.user('technical-team'), now=room.now
    )
    assert len(state_of(room)) == 1  # nothing is sent of times that nobody agreed to

    room.agree(window)

    assert state_of(room) == [('announcement', 1, 'approved'), ('change', 2, 'drafted')]
    notice = WindowNotice.objects.get(kind='change')
    assert f'{before.astimezone(datetime.timezone(7 * HOUR)).day} ' in notice.document.data['notice']['before']


def test_what_was_not_sent_before_a_change_is_dropped_and_the_first_news_is_of_the_new_time(room):
    window = room.agree(room.propose())
    later = window.starts_at + DAY
    window = windows.change(
        window, starts_at=later, ends_at=later + HOUR, reason='Rain', actor=room.user('technical-team'), now=room.now
    )

    room.agree(window)

    assert state_of(room) == [('announcement', 1, 'dropped'), ('announcement', 2, 'drafted')]


def test_an_extension_and_the_end_are_told_to_who_was_told(room):
    window = room.agree(room.propose())
    approve(room)
    technician, begins = room.user('technical-team'), window.starts_at
    windows.begin(window, actor=technician, now=begins)
    windows.extend(window, until=window.ends_at + HOUR, reason='Slow', actor=technician, now=begins + HOUR)
    approve(room)

    windows.finish(window, outcome='Replaced', actor=technician, now=begins + 2 * HOUR)

    assert state_of(room) == [
        ('announcement', 1, 'approved'),
        ('extension', 2, 'approved'),
        ('completion', 2, 'drafted'),
    ]
    assert 'Replaced' in WindowNotice.objects.get(kind='completion').body


def test_a_cancellation_is_told_to_who_was_told_and_to_nobody_else(room):
    first, second = room.agree(room.propose()), room.agree(room.propose('B', days=20))
    approve(room, first.notices.get())

    for window in (first, second):
        windows.cancel(window, reason='Not needed', actor=room.user('helpdesk'), now=room.now)

    assert list(first.notices.order_by('pk').values_list('kind', 'state')) == [
        ('announcement', 'approved'), ('cancellation', 'drafted'),
    ]  # fmt: skip
    assert list(second.notices.values_list('kind', 'state')) == [('announcement', 'dropped')]


def test_who_is_not_hit_any_more_hears_that_it_is_over_for_them(room):
    window = room.agree(room.propose())
    approve(room)
    room.server.tenant = None
    room.server.save()
    later = window.starts_at + DAY
    window = windows.change(
        window, starts_at=later, ends_at=later + HOUR, reason='Rain', actor=room.user('technical-team'), now=room.now
    )

    room.agree(window)

    assert state_of(room) == [('announcement', 1, 'approved'), ('cancellation', 2, 'drafted')]
