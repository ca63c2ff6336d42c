"""The maintenance procedure walked whole: returned, objected to, on hold, and not closed while anything is open."""

import datetime
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from PIL import Image

from extras.models import Notification

from netbox_colocation.documents.removal import named_among
from netbox_colocation.exceptions import FileRefused, OutcomeRefused, RoleNotHeld
from netbox_colocation.maintenance.loans import take_back
from netbox_colocation.maintenance.work import Material, read_materials
from netbox_colocation.models import Document, MaintenanceTicket, MaintenanceWindow, Task, WorkLogEntry, WorkPhoto
from netbox_colocation.workflows import engine, ticket_acts
from netbox_colocation.workflows.events import find_broken_links
from netbox_colocation.workflows.lending import tell_overdue
from netbox_colocation.workflows.outbox import deliver_due
from netbox_colocation.workflows.outcomes import offered
from netbox_colocation.workflows.work_photos import add_photo, visible_photos
from tests import factories, work_factories
from tests.subject_factories import make_ticket, make_visit
from tests.workflows.test_subject_walks import Walk, assert_completed

pytestmark = pytest.mark.django_db

NOW = factories.NOW
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
WORKED = {'work': 'Switch replaced', 'minutes': 40, 'materials': 'Switch 24 port, 1 buah\nKabel UTP Cat 6, 10 m'}


class TicketWalk(Walk):
    """A ticket that is submitted, and the steps of its procedure one by one."""

    def __init__(self, **fields: Any) -> None:
        super().__init__('sumbar-maintenance')
        self.ticket = make_ticket(**{**self.fields, **fields})
        self.case = self.submit(self.ticket)
        self.ticket = self.read()

    def read(self) -> MaintenanceTicket:
        return MaintenanceTicket.objects.get(pk=self.ticket.pk)

    @property
    def task(self) -> Task:
        return Task.objects.filter(case=self.case.pk, state='open').select_related('case__version').get()

    def take(self, outcome: str = '', *, comment: str = 'As it should be.', **data: Any) -> None:
        """Close the open task with this outcome, or with its first one."""
        task = self.task
        user = self.users[task.role_key]
        chosen = next(entry for entry in offered(task, actor=user, now=self.now) if entry.key == outcome or not outcome)
        answers = {
            field.key: self.answer(field) for field in chosen.fields if field.required or field.kind == 'boolean'
        }
        engine.perform(task, chosen.key, actor=user, now=self.now, comment=comment, data={**answers, **data})
        self.now += MINUTE

    def to(self, step: str) -> None:
        """Take first outcomes until that step is open."""
        while self.task.step != step:
            self.take(**(WORKED if self.task.step == '6.2' else {}))

    def log(self, status: str = 'under-way', text: str = 'Looked at it', **facts: Any) -> WorkLogEntry:
        entry = ticket_acts.log_work(
            self.ticket, status=status, text=text, actor=self.users['technical-team'], now=self.now, **facts
        )
        self.now += MINUTE
        return entry

    def refused(self, outcome: str, **data: Any) -> list[str]:
        with pytest.raises(OutcomeRefused) as refused:
            self.take(outcome, **data)
        return sorted(refusal.code for refusal in refused.value.refusals)


def test_the_helpdesk_enters_the_ticket_in_the_register_once():
    """Row 5 gives the next number of the agency and year; whoever comes back to the row keeps the number."""
    first = TicketWalk()
    first.to('6.1')
    other = make_ticket(**first.fields)
    case = first.submit(other)
    assert first.read().register_number == f'1/{NOW.year}'

    engine.return_to(first.task, '5', actor=first.users['technical-team'], now=first.now, comment='Say more.')
    first.to('6.1')
    first.ticket, first.case = other, case
    first.to('6.1')

    numbers = MaintenanceTicket.objects.order_by('pk').values_list('register_sequence', 'register_year')
    assert list(numbers) == [(1, NOW.year), (2, NOW.year)]


def test_whoever_begins_is_named_and_others_who_are_named_are_told():
    walk = TicketWalk()
    walk.to('6.1')
    role = walk.agency.procedure_roles.get(key='technical-team')
    colleague = factories.make_user()
    second = factories.make_appointment(role=role, user=colleague, holder_name='Second technician')
    own = role.appointments.get(user=walk.users['technical-team'])

    walk.take('begun', technicians=[str(own.pk), str(second.pk)])
    deliver_due(now=walk.now)

    assert set(walk.read().technicians.all()) == {own, second}
    about = Notification.objects.filter(object_id=walk.ticket.pk, event_type='colocation_technicians_named')
    assert [notification.user for notification in about] == [colleague]


def test_work_begun_without_a_name_is_the_beginners():
    walk = TicketWalk()
    walk.to('6.2')

    assert [person.user for person in walk.read().technicians.all()] == [walk.users['technical-team']]
    assert walk.read().begun_at is not None


def test_work_on_hold_is_not_finished_until_it_goes_on():
    """Waiting for material stands in the log; finishing is refused until somebody says that it goes on."""
    walk = TicketWalk()
    walk.to('6.2')
    walk.log('on-hold', 'Waiting for a power supply')

    assert walk.read().work_status == 'on-hold'
    assert walk.refused('finished', **WORKED) == ['work-on-hold']

    walk.log('under-way', 'It came')
    walk.take('finished', **WORKED)

    ticket = walk.read()
    assert (ticket.work_status, ticket.solution) == ('done', 'Switch replaced')
    assert [entry.work_status for entry in ticket.work_log.order_by('pk')] == [
        'under-way', 'on-hold', 'under-way', 'done',
    ]  # fmt: skip


def test_an_objection_of_the_applicant_opens_the_work_again():
    walk = TicketWalk()
    walk.to('6.2')
    walk.take('finished', **WORKED)
    finished_at = walk.read().finished_at
    walk.take('written')
    assert walk.task.role_key == 'applicant'

    walk.take('objected', comment='Floor 3 is still down.')

    ticket = walk.read()
    assert (walk.task.step, ticket.work_status, ticket.finished_at) == ('6.2', 'under-way', None)
    assert ticket.work_log.first().text == 'Floor 3 is still down.'
    walk.take('finished', work='Floor 3 patched', materials='Kabel UTP Cat 6, 2,5 m')
    walk.to_the_end(walk.case)
    assert_completed(walk.case)
    ticket = walk.read()
    assert ticket.solution == 'Floor 3 patched'
    assert ticket.finished_at > finished_at
    report = Document.objects.filter(ticket=ticket, kind='maintenance-report').order_by('pk').last()
    assert report.data['materials'] == ['Switch 24 port, 1 buah', 'Kabel UTP Cat 6, 12,5 m']


def test_the_helpdesk_closes_nothing_while_anything_is_open_and_learns_all_of_it_at_once():
    walk = TicketWalk()
    walk.to('7')
    window = MaintenanceWindow.objects.create(
        ticket=walk.ticket, purpose='Switch', starts_at=NOW, ends_at=NOW + DAY, state='under-way'
    )
    visit = make_visit(applicant=walk.applicant, ticket=walk.ticket, entered_at=NOW)
    loan = work_factories.make_loan(agency=walk.agency, borrower=walk.applicant, ticket=walk.ticket)

    assert walk.refused('submitted') == ['loan-open', 'people-inside', 'window-open']

    MaintenanceWindow.objects.filter(pk=window.pk).update(state='done')
    type(visit).objects.filter(pk=visit.pk).update(left_at=walk.now)
    assert walk.refused('submitted') == ['loan-open']
    take_back(loan, condition='As it was', returned_to='Helpdesk', now=walk.now)
    walk.take('submitted')
    walk.to_the_end(walk.case)
    assert_completed(walk.case)
    assert find_broken_links(walk.case) == []


def test_a_return_by_the_helpdesk_opens_the_work_again():
    walk = TicketWalk()
    walk.to('7')

    walk.take('returned', comment='The serial number is missing.')

    assert (walk.task.step, walk.read().work_status) == ('6.2', 'under-way')


def test_work_that_is_not_done_is_not_closed():
    """Work that somebody set back after the step is a reason like the others."""
    walk = TicketWalk()
    walk.to('7')
    MaintenanceTicket.objects.filter(pk=walk.ticket.pk).update(work_status='under-way')
    assert walk.refused('submitted') == ['work-not-done']
    MaintenanceTicket.objects.filter(pk=walk.ticket.pk).update(work_status='on-hold')
    assert walk.refused('submitted') == ['work-on-hold']


def test_the_log_is_written_by_the_office_that_works_while_its_step_is_open():
    walk = TicketWalk()
    walk.to('6.1')
    with pytest.raises(OutcomeRefused) as early:
        walk.log()
    walk.to('6.2')
    with pytest.raises(RoleNotHeld):
        ticket_acts.log_work(walk.ticket, status='under-way', text='x', actor=walk.users['helpdesk'], now=walk.now)
    with pytest.raises(OutcomeRefused) as wrong:
        walk.log('done', '')

    assert [refusal.code for refusal in early.value.refusals] == ['work-not-open']
    assert [refusal.code for refusal in wrong.value.refusals] == ['work-status-unknown']
    with pytest.raises(OutcomeRefused) as empty:
        walk.log('on-hold', ' ', minutes=10**9)
    assert [refusal.code for refusal in empty.value.refusals] == ['text-missing', 'minutes-too-many']


def test_an_entry_never_changes():
    entry = work_factories.make_log_entry()

    with pytest.raises(DatabaseError), transaction.atomic():
        WorkLogEntry.objects.filter(pk=entry.pk).update(text='Another')
    with pytest.raises(DatabaseError), transaction.atomic():
        WorkLogEntry.objects.filter(pk=entry.pk).delete()


def test_what_is_found_to_be_touched_is_added_with_its_reason():
    walk = TicketWalk()
    walk.to('6.2')
    rack = factories.make_rack(site=walk.ticket.site)

    added = ticket_acts.add_touched(
        walk.ticket, {'racks': [rack]}, reason='Its PDU feeds the switch.', actor=walk.users['helpdesk'], now=walk.now
    )

    assert added == [rack]
    assert list(walk.read().racks.all()) == [rack]
    event = walk.case.events.get(kind='ticket-touched')
    assert event.data['added'] == [{'model': 'dcim.rack', 'pk': rack.pk, 'label': str(rack)}]
    with pytest.raises(OutcomeRefused) as again:
        ticket_acts.add_touched(walk.ticket, {'racks': [rack]}, reason='x', actor=walk.users['helpdesk'], now=walk.now)
    assert [refusal.code for refusal in again.value.refusals] == ['touched-nothing']


def test_nothing_is_done_beside_the_steps_once_the_case_has_ended():
    walk = TicketWalk()
    walk.to_the_end(walk.case)

    with pytest.raises(OutcomeRefused) as refused:
        ticket_acts.name_workers(walk.ticket, [1], actor=walk.users['helpdesk'], now=walk.now)

    assert [refusal.code for refusal in refused.value.refusals] == ['case-closed']


def test_the_order_to_work_names_the_technicians_and_is_not_signed_by_its_drafter():
    from netbox_colocation.workflows.signatures import sign_alone

    walk = TicketWalk()
    walk.to('6.1')
    helpdesk, head = walk.users['helpdesk'], walk.users['head']
    factories.make_register(agency=walk.agency, direction='internal')
    with pytest.raises(OutcomeRefused) as early:
        ticket_acts.draft_order(walk.ticket, actor=helpdesk, now=walk.now)
    walk.take('begun')

    order = ticket_acts.draft_order(walk.ticket, note='Bring a spare.', actor=helpdesk, now=walk.now)

    assert [refusal.code for refusal in early.value.refusals] == ['technician-missing']
    assert [person['name'] for person in order.data['order']['technicians']] == ['Holder of technical-team']
    with pytest.raises(RoleNotHeld):
        sign_alone(order, actor=helpdesk, now=walk.now)
    signed = sign_alone(order, actor=head, now=walk.now)
    assert (signed.state, signed.number != '') == ('signed', True)


@pytest.fixture
def private_files(tmp_path, monkeypatch):
    from django.core.files.storage import FileSystemStorage

    storage = FileSystemStorage(location=tmp_path, base_url=None)
    for model in (Document, WorkPhoto):
        monkeypatch.setattr(model._meta.get_field('file'), 'storage', storage)
    return tmp_path


def test_a_photo_is_kept_without_what_the_camera_wrote_and_upright(private_files):
    """Neither maker nor place nor comment nor a second picture behind it is in the file that is kept."""
    walk = TicketWalk()
    walk.to('6.2')
    upload = work_factories.photograph(trailer=b'\xff\xd8\xff\xe0 a second picture with its own place')

    photo = add_photo(
        walk.ticket, upload, moment='before', caption='Old', actor=walk.users['technical-team'], now=walk.now
    )

    content = (private_files / photo.file.name).read_bytes()
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ('JPEG', (480, 640), {})
        assert 'comment' not in picture.info
    assert work_factories.CAMERA.encode() not in content
    assert b'second picture' not in content
    assert named_among([photo.file.name]) == {photo.file.name}


@pytest.mark.parametrize(
    ('content', 'code'),
    [
        (b'', 'empty'),
        (b'%PDF-1.7', 'unknown-type'),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', 'unknown-type'),
        (b'\xff\xd8\xff\xe0 no picture', 'unreadable'),
        (work_factories.make_photograph()[:2000], 'unreadable'),
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(private_files, content, code):
    walk = TicketWalk()
    walk.to('6.2')
    before = walk.case.events.count()

    with pytest.raises(FileRefused) as refused:
        add_photo(
            walk.ticket,
            SimpleUploadedFile('photo.jpg', content),
            moment='before',
            actor=walk.users['technical-team'],
            now=walk.now,
        )

    assert [refusal.code for refusal in refused.value.refusals] == [code]
    assert (WorkPhoto.objects.count(), walk.case.events.count()) == (0, before)


def test_a_photo_too_large_is_refused_before_it_is_decoded(private_files, monkeypatch):
    from netbox_colocation.documents import photos

    monkeypatch.setattr(photos, 'MAX_PIXELS', 100)
    walk = TicketWalk()
    walk.to('6.2')
    with pytest.raises(FileRefused) as refused:
        add_photo(
            walk.ticket, work_factories.photograph(), moment='after', actor=walk.users['technical-team'], now=walk.now
        )
    assert [refusal.code for refusal in refused.value.refusals] == ['too-many-pixels']


def test_photos_are_the_agencys_and_reach_the_applicant_by_the_report_only(private_files):
    walk = TicketWalk()
    walk.to('6.2')
    technician = walk.users['technical-team']
    photo = add_photo(walk.ticket, work_factories.photograph(), moment='after', actor=technician, now=walk.now)

    assert list(visible_photos(walk.read(), reader=technician, now=walk.now)) == [photo]
    assert not visible_photos(walk.read(), reader=walk.users['applicant'], now=walk.now).exists()
    walk.take('finished', **WORKED)
    walk.take('written')
    report = Document.objects.get(ticket=walk.ticket, kind='maintenance-report')
    assert [shown['digest'] for shown in report.data['photos']] == [photo.digest]
    deliver_due(now=walk.now)
    report.refresh_from_db()
    assert (private_files / report.file.name).stat().st_size > (private_files / photo.file.name).stat().st_size


def test_an_overdue_loan_is_told_once_to_the_helpdesk_and_the_case():
    walk = TicketWalk()
    walk.to('6.2')
    loan = work_factories.make_loan(agency=walk.agency, borrower=walk.applicant, ticket=walk.ticket, due_on=NOW.date())
    work_factories.make_loan(agency=walk.agency, due_on=NOW.date() + 30 * DAY)

    assert [tell_overdue(now=NOW), tell_overdue(now=NOW + DAY), tell_overdue(now=NOW + 2 * DAY)] == [0, 1, 0]

    assert [event.data['loan'] for event in walk.case.events.filter(kind='loan-overdue')] == [loan.pk]
    about = Notification.objects.filter(event_type='colocation_loan_overdue')
    assert [(row.user, row.object_id) for row in about] == [(walk.users['helpdesk'], loan.pk)]


def test_what_is_back_is_not_taken_back_again():
    loan = work_factories.make_loan(returned_on=NOW.date())

    with pytest.raises(OutcomeRefused) as refused:
        take_back(loan, condition='As it was', returned_to='Helpdesk', now=NOW)
    assert [refusal.code for refusal in refused.value.refusals] == ['loan-returned']
    with pytest.raises(OutcomeRefused) as wrong:
        take_back(work_factories.make_loan(), condition=' ', returned_to='', now=NOW, returned_on=NOW.date() - DAY)
    assert [refusal.code for refusal in wrong.value.refusals] == ['condition-missing', 'return-before-loan']


@pytest.mark.parametrize(
    ('line', 'material'),
    [
        ('Kabel UTP Cat 6, 10 m', Material('Kabel UTP Cat 6', '10', 'm')),
        ('- Kabel UTP; 2,5 m', Material('Kabel UTP', '2.5', 'm')),
        ('Konektor RJ45, 4', Material('Konektor RJ45', '4', '')),
        ('Catu daya 150 W', Material('Catu daya 150 W')),
        ('Switch 24 port, bekas', Material('Switch 24 port, bekas')),
    ],
)
def test_a_line_of_material_is_read_as_name_quantity_and_unit(line, material):
    assert read_materials(line) == [material]
