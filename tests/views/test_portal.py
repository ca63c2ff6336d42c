"""The applicant's home page: its own agencies only, in plain words, at one cost."""

import datetime
import html

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ipam.models import IPAddress

from netbox_colocation.documents.files import store_upload
from netbox_colocation.models import Document, Task
from netbox_colocation.workflows import engine
from tests import base, factories, subject_factories
from tests.office import make_office

HOME = reverse('plugins:netbox_colocation:my_agency')


def page_of(client, user):
    client.force_login(user)
    answer = client.get(HOME)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def section(page, name):
    """The part of the page with that ID."""
    return page.split(f'id="{name}"', 1)[1].split('</section>', 1)[0]


def place_server(office, **overrides):
    """A finished placement: a device of the applicant's in the rack, with an address and a term."""
    request = office.make_request(name='Health records')
    device = factories.make_device(office.rack, tenant=office.applicant, name='health', position=10, serial='SN-1')
    request.servers.update(device=device)
    request.status, request.valid_until = 'completed', overrides.get('until')
    request.save_state('status', 'valid_until')
    return device


def test_strangers_are_sent_to_the_login(client):
    assert client.get(HOME).status_code == 302


def test_who_represents_nobody_reads_so(client, office):
    page = page_of(client, office.users['head'])

    assert 'id="represents-none"' in page
    assert 'id="cases"' not in page


def test_who_represented_until_yesterday_sees_nothing_any_more(client, office):
    case = office.submit()
    representative = office.users['applicant'].colocation_representations.get()
    representative.valid_until = timezone.localdate() - datetime.timedelta(days=1)
    representative.save()

    page = page_of(client, office.users['applicant'])

    assert 'id="represents-none"' in page
    assert case.number not in page


def test_a_case_says_for_whom_it_waits_in_which_row(client, office):
    case = office.submit(office.make_request(name='Health records'))
    office.walk_to(case, '3')
    Task.objects.filter(case=case, state='open').update(
        opened_at=timezone.now() - datetime.timedelta(days=2, minutes=1),
        due_at=timezone.now() - datetime.timedelta(hours=1),
    )

    shown = section(page_of(client, office.users['applicant']), 'cases')

    assert 'Health records' in shown
    assert 'Waiting for <strong>Helpdesk</strong>: The helpdesk checks the list of available capacity' in shown
    assert 'row 3 of 13' in shown
    assert 'since 2 days' in shown
    assert '(late)' in shown


def test_officers_remarks_stay_inside(client, office):
    case = office.submit()
    office.act(case, 'passed-on', comment='Between us: no')
    engine.note(office.open_task(case), 'Rack is a mess', actor=office.users['head-of-division'], now=office.now)

    page = page_of(client, office.users['applicant'])

    assert 'Between us' not in page
    assert 'a mess' not in page


def test_a_question_is_asked_with_its_words_and_the_way_to_answer(client, office):
    case = office.submit()
    office.walk_to(case, '3')
    engine.ask(office.open_task(case), 'How many fans?', actor=office.users['helpdesk'], now=office.now)
    task = Task.objects.get(case=case, parent__isnull=False)

    shown = section(page_of(client, office.users['applicant']), 'asked')

    assert 'How many fans?' in shown
    assert f'href="{task.get_absolute_url()}"' in shown
    # What was not given back cannot be corrected.
    assert '/purpose/' not in shown


def test_what_was_given_back_can_be_corrected_from_here(client, office):
    case = office.submit()
    task, head = office.open_task(case), office.users['head']
    engine.return_to(task, '1', comment='The letter is unsigned', actor=head, now=office.now)
    request = office.request_of(case)

    shown = section(page_of(client, office.users['applicant']), 'asked')

    assert reverse('plugins:netbox_colocation:application_purpose', args=[request.pk]) in shown
    assert 'It came back to you: The letter is unsigned' in shown


def test_another_agency_never_appears(client, office):
    other = make_office()
    case = other.submit(other.make_request(name='Secret of another agency'))
    other.make_request(name='Secret draft')
    device = place_server(other)
    factories.make_document(case.subject, title='Secret paper')
    own = office.submit(office.make_request(name='Own application'))
    factories.make_document(own.subject, title='Own paper')
    # Even who may see everything by permission sees their own agency here.
    user = office.users['applicant']
    for model in (type(case), Document, type(device), Task, type(own.subject)):
        base.permit(user, model, 'view')

    page = page_of(client, user)

    assert 'Own application' in page
    assert 'Own paper' in page
    assert 'Secret' not in page
    assert case.number not in page
    assert f'data-device="{device.pk}"' not in page


def test_without_permission_an_own_row_does_not_appear_either(client, office):
    user = office.users['applicant']
    office.submit(office.make_request(name='Own application'))
    office.make_request(name='Own draft')
    place_server(office)
    user.groups.clear()

    page = page_of(client, user)

    assert 'Own application' not in page
    assert 'Own draft' not in page
    assert 'data-device' not in page
    assert 'data-document' not in page
    assert 'data-way' not in page


def test_a_server_says_where_it_stands_and_until_when(client, office):
    until = timezone.localdate() + datetime.timedelta(days=20)
    device = place_server(office, until=until)
    interface = device.interfaces.create(name='eth0', type='other')
    factories.make_address('10.9.0.7/24', assigned_object=interface)

    hidden = section(page_of(client, office.users['applicant']), 'servers')
    base.permit(office.users['applicant'], IPAddress, 'view')
    shown = section(page_of(client, office.users['applicant']), 'servers')

    for text in ('health', str(office.site), f'rack {office.rack}', 'U10', 'Front', 'SN-1', until.isoformat()):
        assert text in shown
    assert '20 days left' in shown
    assert '10.9.0.7' in shown
    assert '10.9.0.7' not in hidden
    assert 'ask-extension' in shown


def test_an_extension_is_asked_once(client, office):
    device = place_server(office, until=timezone.localdate() - datetime.timedelta(days=1))
    subject_factories.make_extension(device.requested_server.request)

    shown = section(page_of(client, office.users['applicant']), 'servers')

    assert 'The term is over.' in shown
    assert 'an extension is asked for' in shown
    assert 'ask-extension' not in shown


def test_only_what_has_a_published_procedure_is_on_offer(client, office):
    user = office.users['applicant']
    device = place_server(office)
    before = page_of(client, user)
    visits = office.running('sumbar-access').version.procedure
    after = page_of(client, user)

    assert 'data-way="colocation-request"' in before
    assert 'data-way="access-visit"' not in before
    assert 'data-way="access-visit"' in after
    assert 'data-way="maintenance-ticket"' not in after
    [address] = [line for line in section(after, 'servers').split('"') if '/visits/add/' in line]
    assert f'racks={device.rack_id}' in address
    assert f'procedure={visits.pk}' in address
    assert f'applicant={office.applicant.pk}' in address
    assert client.get(address).status_code == 200


def test_a_retrieval_is_prefilled_with_the_server(client, office):
    device = place_server(office)
    office.running('server-retrieval')

    shown = section(page_of(client, office.users['applicant']), 'servers')

    [address] = [line for line in shown.split('"') if '/requests/add/' in line]
    form = client.get(address).content.decode()
    assert f'returned_devices={device.pk}' in address
    chosen = form.split('id="id_returned_devices"', 1)[1].split('</select>', 1)[0]
    assert f'value="{device.pk}"' in chosen


def test_drafts_of_every_kind_are_there_and_a_visit_is_submitted_from_here(client, office):
    user = office.users['applicant']
    access = office.running('sumbar-access')
    request = office.make_request(name='Draft of a placement')
    visit = subject_factories.make_visit(
        name='Draft of a visit',
        procedure=access.version.procedure,
        applicant=office.applicant,
        site=office.site,
        starts_at=timezone.now() + datetime.timedelta(days=1),
        ends_at=timezone.now() + datetime.timedelta(days=1, hours=1),
        **subject_factories.LETTER,
    )
    store_upload(visit, _pdf(), kind='request-letter', actor=user, now=office.now)

    shown = section(page_of(client, user), 'drafts')
    submit = reverse('plugins:netbox_colocation:accessvisit_submit', args=[visit.pk])

    assert reverse('plugins:netbox_colocation:application_review', args=[request.pk]) in shown
    assert f'action="{submit}"' in shown
    client.post(submit)
    assert 'Draft of a visit' in section(page_of(client, user), 'cases')


def test_an_ended_case_says_its_result(client, office):
    case = office.submit(office.make_request(name='Not wanted any more'))
    engine.withdraw(case, comment='Not needed', actor=office.users['applicant'], now=office.now)

    shown = section(page_of(client, office.users['applicant']), 'ended')

    assert 'Not wanted any more' in shown
    assert 'Withdrawn by you' in shown


def test_names_are_never_markup(client, office):
    office.applicant.name = '<script>alert(1)</script>'
    office.applicant.save()
    device = place_server(office)
    device.name = '<script>alert(2)</script>'
    device.save()
    office.make_request(name='<script>alert(3)</script>')
    case = office.submit(office.make_request(name='<script>alert(4)</script>'))
    office.walk_to(case, '3')
    engine.ask(office.open_task(case), '<script>alert(5)</script>', actor=office.users['helpdesk'], now=office.now)
    factories.make_document(case.subject, title='<script>alert(6)</script>')

    client.force_login(office.users['applicant'])
    page = client.get(HOME).content.decode()

    assert '<script>alert(' not in page
    for number in range(1, 7):
        assert f'&lt;script&gt;alert({number})' in page


def test_the_page_costs_the_same_for_two_and_for_twelve_of_everything(client, office):
    user, counts = office.users['applicant'], []
    access, maintenance = office.running('sumbar-access'), office.running('sumbar-maintenance')
    for size in (2, 12):
        while Task.objects.filter(case__applicant=office.applicant, parent__isnull=False).count() < size:
            _one_of_everything(office, access, maintenance)
        page_of(client, user)
        with CaptureQueriesContext(connection) as captured:
            page = page_of(client, user)
        assert section(page, 'asked').count('data-task=') == size
        assert section(page, 'cases').count('data-case=') == size
        assert section(page, 'drafts').count('data-draft=') == 3 * size
        assert section(page, 'servers').count('data-device=') == size
        assert section(page, 'ended').count('data-case=') == size
        counts.append(len(captured))

    assert counts[0] == counts[1]


def _one_of_everything(office, access, maintenance):
    common = {'applicant': office.applicant, 'site': office.site}
    case = office.submit()
    office.walk_to(case, '3')
    engine.ask(office.open_task(case), 'Which?', actor=office.users['helpdesk'], now=office.now)
    engine.withdraw(office.submit(), comment='No', actor=office.users['applicant'], now=office.now)
    office.make_request()
    subject_factories.make_visit(procedure=access.version.procedure, **common)
    subject_factories.make_ticket(procedure=maintenance.version.procedure, **common)
    device = factories.make_device(office.rack, tenant=office.applicant, position=office.rack.devices.count() + 1)
    placed = factories.make_request(procedure=office.version.procedure, servers=1, **common)
    placed.servers.update(device=device)
    placed.status, placed.valid_until = 'completed', timezone.localdate()
    placed.save_state('status', 'valid_until')


def _pdf():
    return SimpleUploadedFile('letter.pdf', factories.make_pdf(), content_type='application/pdf')
