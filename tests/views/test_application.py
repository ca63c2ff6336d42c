"""The guided application: every step saved at once, own agency only, nothing handed in that the procedure refuses."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from netbox_colocation.models import Case, ColocationRequest, Document, RequestedServer
from netbox_colocation.workflows import engine
from tests import base, factories
from tests.office import make_office

HOME = reverse('plugins:netbox_colocation:my_agency')
START = reverse('plugins:netbox_colocation:application_add')
STEPS = ('purpose', 'servers', 'persons', 'letter', 'review')
NEXT, LEAVE = {'next': '1'}, {'leave': '1'}


@pytest.fixture
def applicant(client, office):
    client.force_login(office.users['applicant'])
    return client


def url(draft, step):
    return reverse(f'plugins:netbox_colocation:application_{step}', args=[draft.pk])


def purpose(office, **further):
    return {
        'applicant': office.applicant.pk,
        'procedure': office.version.procedure_id,
        'name': 'Health records',
        'purpose': 'Electronic health records',
        'site': office.site.pk,
        'location': '',
        'copy_from': '',
        'grouping': 'any',
        **further,
    }


def begin(client, office, **further):
    answer = client.post(START, {**purpose(office), **NEXT, **further})
    assert answer.status_code == 302, answer.context['form'].errors
    return ColocationRequest.objects.get()


def servers(*rows, stored=0, **button):
    """What the page of the servers posts."""
    data = {'servers-TOTAL_FORMS': len(rows), 'servers-INITIAL_FORMS': stored, **(button or NEXT)}
    for number, row in enumerate(rows):
        given = {'power_supplies': 2, 'network_interfaces': 1, 'bandwidth': 0, 'is_full_depth': 'on', **row}
        given.setdefault('is_rack_mountable', 'on')
        for name in ('public_ipv4', 'private_ipv4', 'public_ipv6', 'private_ipv6'):
            given.setdefault(name, int(name == 'private_ipv4'))
        data |= {f'servers-{number}-{name}': value for name, value in given.items()}
    return data


def text_of(answer):
    return html.unescape(answer.content.decode())


def upload(content=None):
    return SimpleUploadedFile('letter.pdf', content or factories.make_pdf(), content_type='application/pdf')


def letter(**further):
    return {'letter_number': '045/65/2026', 'letter_date': '2026-11-20', 'letter_subject': 'Permohonan', **further}


def test_an_application_goes_from_the_first_step_to_the_case(applicant, office):
    draft = begin(applicant, office)
    answers = [
        applicant.post(url(draft, 'servers'), servers({'name': 'db', 'u_height': '2', 'power_draw': '400'})),
        applicant.post(url(draft, 'persons'), {'administrative_name': 'Ani', 'technical_name': 'Budi', **NEXT}),
        applicant.post(url(draft, 'letter'), letter(letter_file=upload(), **NEXT)),
    ]
    assert [answer.url for answer in answers] == [url(draft, step) for step in ('persons', 'letter', 'review')]
    assert 'data-missing' not in text_of(applicant.get(url(draft, 'review')))

    answer = applicant.post(url(draft, 'review'))

    assert answer.url == HOME
    draft.refresh_from_db()
    assert (draft.status, office.open_task(draft.case).step) == ('open', '2.1')
    assert [(row.name, row.u_height, row.power_draw) for row in draft.servers.all()] == [('db', 2, 400)]
    assert draft.documents.get().kind == 'request-letter'


def test_a_draft_survives_leaving_at_any_step(applicant, office):
    draft = begin(applicant, office, leave='1')
    applicant.post(url(draft, 'servers'), servers({'name': 'db', 'u_height': '2'}, leave='1'))
    applicant.post(url(draft, 'persons'), {'administrative_name': 'Ani', **LEAVE})
    answer = applicant.post(url(draft, 'letter'), letter(letter_number='', **LEAVE))

    assert answer.url == HOME
    draft.refresh_from_db()
    assert (draft.status, draft.administrative_name, draft.letter_subject) == ('draft', 'Ani', 'Permohonan')
    assert draft.servers.get().name == 'db'
    assert 'value="Ani"' in text_of(applicant.get(url(draft, 'persons')))


@pytest.mark.parametrize(
    ('step', 'data', 'codes'),
    [
        ('servers', servers(), ['servers-missing']),
        ('persons', {'administrative_name': 'Ani'}, ['person-missing']),
        ('letter', {'letter_number': '1'}, ['request-letter-incomplete'] * 2 + ['request-letter-missing']),
    ],
)
def test_going_on_asks_for_what_the_procedure_demands_and_keeps_what_was_written(applicant, office, step, data, codes):
    draft = begin(applicant, office)

    answer = applicant.post(url(draft, step), {**data, **NEXT}, follow=True)

    assert answer.redirect_chain == [(f'{url(draft, step)}?missing=1', 302)]
    assert [reason.code for reason in answer.context['reasons']] == codes
    draft.refresh_from_db()
    assert draft.administrative_name == data.get('administrative_name', '')
    assert draft.letter_number == data.get('letter_number', '')


@pytest.mark.parametrize(
    ('wrong', 'field'),
    [({'name': ''}, 'name'), ({'purpose': ''}, 'purpose'), ({'site': ''}, 'site'), ({'procedure': '0'}, 'procedure')],
)
def test_the_first_step_names_what_is_wrong_and_stores_nothing(applicant, office, wrong, field):
    answer = applicant.post(START, {**purpose(office), **wrong, **NEXT})

    assert list(answer.context['form'].errors) == [field]
    assert not ColocationRequest.objects.exists()


def test_a_location_of_another_site_is_refused_at_its_field(applicant, office):
    elsewhere = factories.make_location()

    answer = applicant.post(START, purpose(office, location=elsewhere.pk, **NEXT))

    assert list(answer.context['form'].errors) == ['location']


def test_nobody_applies_for_an_agency_that_they_do_not_represent(applicant, office):
    answer = applicant.post(START, purpose(office, applicant=factories.make_tenant().pk, **NEXT))

    assert list(answer.context['form'].errors) == ['applicant']
    assert not ColocationRequest.objects.exists()


def test_who_represents_nobody_is_sent_to_the_home_page(client, office):
    client.force_login(office.users['head'])

    assert client.get(START).url == HOME


def test_guessed_numbers_find_nothing(applicant, office):
    other = make_office()
    foreign = other.make_request()
    # A permission for everything does not make the agency one's own.
    base.permit(office.users['applicant'], ColocationRequest, 'view', 'change', 'add', 'submit')

    answers = {
        (step, method): getattr(applicant, method)(url(foreign, step)).status_code
        for step in STEPS
        for method in ('get', 'post')
    }

    assert set(answers.values()) == {404}
    assert applicant.get(f'{START}?copy={foreign.pk}').status_code == 404
    copied = applicant.post(START, purpose(office, copy_from=foreign.pk, **NEXT))
    assert list(copied.context['form'].errors) == ['copy_from']
    foreign.refresh_from_db()
    assert foreign.is_draft


def test_who_may_not_change_requests_finds_no_step(client, office):
    draft = office.make_request()
    reader = factories.make_user()
    factories.make_representative(tenant=office.applicant, user=reader)
    base.permit(reader, ColocationRequest, 'view')
    client.force_login(reader)

    assert client.get(url(draft, 'purpose')).status_code == 404
    assert client.get(START).url == HOME


def test_a_permission_for_another_agency_only_stores_nothing(client, office):
    writer = factories.make_user()
    factories.make_representative(tenant=office.applicant, user=writer)
    base.permit(writer, ColocationRequest, 'view', 'add', applicant=factories.make_tenant().pk)
    for model in (type(office.site), type(office.version.procedure)):
        base.permit(writer, model, 'view')
    client.force_login(writer)

    answer = client.post(START, purpose(office, **NEXT))

    assert answer.status_code == 200
    assert answer.context['form'].non_field_errors()
    assert not ColocationRequest.objects.exists()


def test_several_servers_are_added_copied_and_removed_by_plain_buttons(applicant, office):
    draft = begin(applicant, office)
    added = applicant.post(url(draft, 'servers'), servers({'name': 'db', 'u_height': '2'}, button='add'))
    assert added.url == f'{url(draft, "servers")}?extra=1#new'
    assert 'data-server="new"' in text_of(applicant.get(added.url))
    db = draft.servers.get()
    rows = [{'id': db.pk, 'name': 'db', 'u_height': '2', 'serial': 'SN-1'}, {'name': 'web', 'u_height': '1'}]

    applicant.post(url(draft, 'servers'), servers(*rows, stored=1, button=f'copy:{db.pk}'))
    assert list(draft.servers.order_by('pk').values_list('name', 'u_height', 'serial')) == [
        ('db', 2, 'SN-1'),
        ('web', 1, ''),
        ('db-2', 2, ''),
    ]
    kept = [{'id': row.pk, 'name': row.name, 'u_height': row.u_height} for row in draft.servers.order_by('pk')]
    kept[0] |= {'name': '', 'u_height': 'x'}  # what goes need not be right
    kept[1] |= {'name': 'web-new'}
    applicant.post(url(draft, 'servers'), servers(*kept, stored=3, button=f'remove:{db.pk}'))

    assert list(draft.servers.order_by('pk').values_list('name', flat=True)) == ['web-new', 'db-2']


def test_an_empty_form_is_no_server(applicant, office):
    draft = begin(applicant, office)

    applicant.post(url(draft, 'servers'), servers({'name': 'db', 'u_height': '1'}, {'name': ''}))

    assert [row.name for row in draft.servers.all()] == ['db']


@pytest.mark.parametrize(
    ('row', 'field'),
    [
        ({'name': 'not a name', 'u_height': '1'}, 'name'),
        ({'name': 'db'}, 'u_height'),
        ({'name': 'db', 'u_height': '0.3'}, 'u_height'),
        ({'name': 'db', 'u_height': '1', 'power_draw': '-1'}, 'power_draw'),
        ({'name': 'db', 'u_height': '1', 'services': 'http'}, 'services'),
        ({'name': 'db', 'u_height': '1', 'domain_names': 'not a domain'}, 'domain_names'),
        ({'name': 'db', 'u_height': '1', 'device_type': 'Unknown 1'}, 'device_type'),
    ],
)
def test_a_wrong_server_is_named_and_what_was_typed_stays(applicant, office, row, field):
    draft = begin(applicant, office)

    answer = applicant.post(url(draft, 'servers'), servers({'name': 'ok', 'u_height': '1'}, row))

    assert list(answer.context['formset'].forms[1].errors) == [field]
    assert f'value="{row["name"]}"' in text_of(answer)
    assert not draft.servers.exists()


def test_two_servers_of_one_name_are_refused(applicant, office):
    draft = begin(applicant, office)
    row = {'name': 'db', 'u_height': '1'}

    answer = applicant.post(url(draft, 'servers'), servers(row, row))

    assert answer.status_code == 200
    assert not draft.servers.exists()


def test_a_device_type_is_named_by_maker_and_model(applicant, office):
    draft = begin(applicant, office)
    kind = factories.make_device_type(u_height=2, model='R 750')
    name = f'{kind.manufacturer} R 750'
    assert f'<option value="{name}">' in text_of(applicant.get(url(draft, 'servers')))

    applicant.post(url(draft, 'servers'), servers({'name': 'db', 'device_type': name.lower()}))

    assert draft.servers.get().device_type == kind
    assert f'value="{name}"' in text_of(applicant.get(url(draft, 'servers')))


def test_domain_names_and_services_are_lines(applicant, office):
    draft = begin(applicant, office)
    row = {'name': 'db', 'u_height': '1', 'domain_names': 'a.go.id\r\nb.go.id\r\n', 'services': 'tcp/443'}

    applicant.post(url(draft, 'servers'), servers(row))

    server = draft.servers.get()
    assert (server.domain_names, server.services) == (['a.go.id', 'b.go.id'], ['tcp/443'])


def test_a_server_of_another_application_is_out_of_reach(applicant, office):
    draft = begin(applicant, office)
    other = office.make_request()
    theirs = other.servers.get()

    for button in (f'copy:{theirs.pk}', f'remove:{theirs.pk}'):
        assert applicant.post(url(draft, 'servers'), servers(button=button)).status_code == 404
    row = {'id': theirs.pk, 'name': 'mine-now', 'u_height': '1'}
    applicant.post(url(draft, 'servers'), servers(row, stored=1))

    theirs.refresh_from_db()
    assert theirs.request == other
    assert theirs.name != 'mine-now'
    assert RequestedServer.objects.count() == 1


@pytest.mark.parametrize('content', [b'#!/bin/sh\n', b''])
def test_a_refused_letter_is_named_at_its_field_and_nothing_is_saved(applicant, office, content):
    draft = begin(applicant, office)
    file = SimpleUploadedFile('letter.pdf', content, content_type='application/pdf')

    answer = applicant.post(url(draft, 'letter'), letter(letter_file=file, **NEXT))

    assert 'letter_file' in answer.context['form'].errors
    draft.refresh_from_db()
    assert draft.letter_number == ''
    assert not Document.objects.exists()


@pytest.mark.parametrize('wrong', [{'letter_date': '20 Nov'}, {'letter_number': 'x' * 101}])
def test_a_wrong_letter_is_named(applicant, office, wrong):
    draft = begin(applicant, office)

    answer = applicant.post(url(draft, 'letter'), letter(**wrong, **NEXT))

    assert list(answer.context['form'].errors) == list(wrong)


def test_a_wrong_address_of_a_person_is_named(applicant, office):
    draft = begin(applicant, office)

    answer = applicant.post(url(draft, 'persons'), {'technical_email': 'nobody', **NEXT})

    assert list(answer.context['form'].errors) == ['technical_email']


def test_the_review_names_everything_that_is_missing_and_refuses_to_hand_it_in(applicant, office):
    draft = begin(applicant, office)
    expected = [
        'request-letter-incomplete', 'request-letter-incomplete', 'request-letter-incomplete',
        'request-letter-missing', 'person-missing', 'person-missing', 'servers-missing',
    ]  # fmt: skip

    shown = applicant.get(url(draft, 'review'))
    refused = applicant.post(url(draft, 'review'))

    missing = shown.context['missing']
    assert sorted(reason.code for reasons in missing.values() for reason in reasons) == sorted(expected)
    assert {step for step, reasons in missing.items() if reasons} == {'servers', 'persons', 'letter'}
    assert refused.status_code == 409
    assert sorted(reason.code for reason in refused.context['refusal'].refusals) == sorted(expected)
    draft.refresh_from_db()
    assert (draft.status, draft.case) == ('draft', None)
    assert not Case.objects.exists()


def test_an_earlier_application_is_copied_with_servers_and_persons(applicant, office):
    earlier = office.make_request(
        name='Earlier', servers=2, server={'serial': 'SN-1', 'bandwidth': 500}, technical_email='t@example.org'
    )
    form = applicant.get(f'{START}?copy={earlier.pk}').context['form']
    assert form.initial['copy_from'] == earlier

    applicant.post(START, purpose(office, copy_from=earlier.pk, **NEXT))

    copy = ColocationRequest.objects.exclude(pk=earlier.pk).get()
    assert (copy.status, copy.name, copy.technical_email, copy.letter_number) == (
        'draft', 'Health records', 't@example.org', '',
    )  # fmt: skip
    assert list(copy.servers.values_list('name', 'serial', 'bandwidth')) == [
        (server.name, '', 500) for server in earlier.servers.all()
    ]
    assert earlier.servers.count() == 2


def test_a_server_that_is_no_longer_right_is_not_copied(applicant, office):
    kind = factories.make_device_type()
    earlier = office.make_request(server={'device_type': kind})
    server = earlier.servers.get()
    type(kind).objects.update(u_height=0)
    row = {'id': server.pk, 'name': server.name, 'u_height': '1'}
    named = servers({**row, 'device_type': ''}, stored=1, button=f'copy:{server.pk}')

    refused = applicant.post(START, purpose(office, copy_from=earlier.pk, **NEXT))

    assert 'cannot be copied' in str(refused.context['form'].non_field_errors())
    assert ColocationRequest.objects.get() == earlier
    # Put right, it can be copied.
    applicant.post(url(earlier, 'servers'), named)
    assert earlier.servers.count() == 2


def test_what_was_submitted_does_not_change_any_more(applicant, office):
    case = office.submit()
    request = office.request_of(case)

    for step in STEPS:
        assert applicant.get(url(request, step)).url == request.get_absolute_url()
        assert applicant.post(url(request, step), {'name': 'x', **NEXT}).url == request.get_absolute_url()
    applicant.post(url(request, 'persons'), {'technical_name': 'Somebody else', **NEXT})

    request.refresh_from_db()
    assert request.technical_name == 'Technician'


def test_what_was_given_back_is_corrected_and_handed_in_at_its_task(applicant, office):
    case = office.submit()
    engine.return_to(office.open_task(case), '1', comment='Name the vendor', actor=office.users['head'], now=office.now)
    request = office.request_of(case)
    server = request.servers.get()
    row = {'id': server.pk, 'name': server.name, 'u_height': '3'}

    applicant.post(url(request, 'servers'), servers(row, stored=1))
    changed = applicant.post(
        url(request, 'purpose'), purpose(office, applicant=factories.make_tenant().pk, name='Corrected', **NEXT)
    )
    review = text_of(applicant.get(url(request, 'review')))

    assert changed.url == url(request, 'servers')
    request.refresh_from_db()
    assert (request.name, request.applicant, request.status) == ('Corrected', office.applicant, 'returned')
    assert request.servers.get().u_height == 3
    assert f'href="{office.open_task(case).get_absolute_url()}"' in review
    assert 'id="submit-application"' not in review


def test_names_are_never_markup(applicant, office):
    draft = office.make_request(name='<script>alert(1)</script>', purpose='<script>alert(2)</script>')
    factories.make_document(draft, title='<script>alert(3)</script>')
    RequestedServer.objects.update(name='<script>alert(4)</script>')

    for step in STEPS:
        page = applicant.get(url(draft, step)).content.decode()
        assert '<script>alert(' not in page
        assert '&lt;script&gt;alert(' in page
    answer = applicant.post(url(draft, 'servers'), servers({'name': '<script>alert(5)</script>'}))
    assert '<script>alert(5)' not in answer.content.decode()


def test_the_steps_need_no_script(applicant, office):
    draft = office.make_request()

    for step in STEPS:
        page = applicant.get(url(draft, step)).content.decode()
        body = page.split('aria-label="Steps"', 1)[1]
        assert 'tomselect' not in body
        assert 'date-picker' not in body


def test_two_servers_of_one_page_cannot_share_a_mac(applicant, office):
    """Each alone is compared with what is stored; the page compares them with each other."""
    draft = begin(applicant, office)
    mac = '00:16:3E:00:00:01'
    rows = [{'name': name, 'u_height': 1, 'mac_addresses': mac} for name in ('one', 'two')]

    answer = applicant.post(url(draft, 'servers'), servers(*rows))

    assert mac in ' '.join(answer.context['formset'].forms[1].errors['mac_addresses'])
    assert not draft.servers.exists()


def test_wishes_of_place_and_connection_are_asked_for(applicant, office):
    """How the servers stand, and what each of them needs, are stored as they were chosen."""
    draft = begin(applicant, office, grouping='apart')
    row = {
        'name': 'tower',
        'is_rack_mountable': '',
        'u_height': 4,
        'redundancy_group': 'db',
        'power_connector': 'iec-60320-c14',
        'network_connector': '1000base-t',
        'cooling_method': 'air',
        'mac_addresses': '00-16-3e-00-00-01',
    }

    applicant.post(url(draft, 'servers'), servers(row))

    server = draft.servers.get()
    assert draft.grouping == 'apart'
    assert not server.is_rack_mountable
    for name in ('redundancy_group', 'power_connector', 'network_connector', 'cooling_method'):
        assert getattr(server, name) == row[name]
    assert server.mac_addresses == ['00:16:3E:00:00:01']
