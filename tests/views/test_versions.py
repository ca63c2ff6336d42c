"""How a paper came about, on its pages: for officers, never for the applicant."""

import io

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from users.models import ObjectPermission

from netbox_colocation.choices import DocumentStateChoices
from netbox_colocation.documents import dispatch, initials, signing
from netbox_colocation.models import Document
from netbox_colocation.workflows import correcting
from netbox_colocation.workflows.actors import find_actor
from netbox_colocation.workflows.outbox import deliver_due
from netbox_colocation.workflows.signatures import signer_of
from tests.api.base import log_in
from tests.factories import make_role, make_user

ROOT = '/api/plugins/colocation/documents/'
COMPUTER_OFFICER = 'Pranata Komputer'


def url(name, obj, query=''):
    return reverse(f'plugins:netbox_colocation:{name}', args=[obj.pk]) + query


@pytest.fixture
def case(office):
    """The reply letter was given back once, and waits to be initialled as it was written again."""
    case = office.submit()
    office.walk_to(case, '4.1')
    office.act(case, 'accepted', note='Bawa server ke gedung lama.')
    office.act(case, 'returned', comment='Gedung yang mana?')
    office.act(case, 'accepted', note='Bawa server ke gedung baru.')
    return case


@pytest.fixture
def draft(case):
    return case.documents.get(kind='reply-letter')


@pytest.fixture
def letter(office, case, draft):
    """The letter as it was sent."""
    office.act(case, 'agreed')
    office.act(case, 'signed')
    office.act(case, 'sent')
    deliver_due(now=office.now)
    draft.refresh_from_db()
    assert draft.state == DocumentStateChoices.SENT
    return draft


def words_of(pdf: bytes) -> str:
    return ' '.join(' '.join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def content_of(answer) -> bytes:
    return b''.join(answer.streaming_content)


def test_the_page_of_a_paper_lists_its_versions_and_what_was_said_on_each(office, browse, draft):
    page = browse(office.users['head']).get(draft.get_absolute_url()).content.decode()

    assert page.index('data-version="2"') < page.index('data-version="1"')
    for words in ('Gedung yang mana?', COMPUTER_OFFICER, 'Holder of helpdesk', '?before=1&amp;after=2'):
        assert words in page, words


def test_two_versions_stand_side_by_side_with_the_words_that_differ_marked(office, browse, draft):
    page = browse(office.users['head']).get(url('document_versions', draft)).content.decode()

    assert '<td>Bawa server ke gedung <del>lama</del>.</td>' in page
    assert '<td>Bawa server ke gedung <ins>baru</ins>.</td>' in page
    assert 'Pimpinan' not in page  # what is the same is not shown
    assert 'Pimpinan' in browse(office.users['head']).get(url('document_versions', draft, '?all=1')).content.decode()


@pytest.mark.parametrize('query', ['?before=2&after=2', '?before=99&after=2', '?before=x&after=²', '?before=1&after=0'])
def test_any_numbers_may_be_asked_for(office, browse, draft, query):
    assert browse(office.users['head']).get(url('document_versions', draft, query)).status_code == 200


def test_each_version_can_be_seen_as_the_paper_that_it_was(office, browse, draft):
    client = browse(office.users['head'])
    shown = client.get(url('document_versions', draft, '?papers=1')).content.decode()
    answers = [client.get(url('document_version_file', draft, f'?number={number}')) for number in (1, 2)]

    assert shown.count('src="data:image/png;base64,') >= 2
    texts = [words_of(content_of(answer)) for answer in answers]
    assert ['gedung lama' in texts[0], 'gedung baru' in texts[1], 'gedung baru' in texts[0]] == [True, True, False]
    assert answers[0]['Cache-Control'] == 'private, no-store'


@pytest.mark.parametrize('number', ['0', '3', 'x', '', '99999999999999'])
def test_a_version_that_is_not_there_is_not_found(office, browse, draft, number):
    answer = browse(office.users['head']).get(url('document_version_file', draft, f'?number={number}'))

    assert answer.status_code == 404


def test_the_page_of_the_task_shows_the_draft_what_changed_and_the_remark(office, browse, case, draft):
    page = browse(office.users['computer-officer']).get(url('task', office.open_task(case))).content.decode()

    assert f'data-draft="{draft.pk}"' in page
    assert 'Bawa server ke gedung <del>lama</del>.' in page
    assert 'Gedung yang mana?' in page


def test_the_file_copy_bears_the_initials_and_the_letter_does_not(office, browse, letter):
    client = browse(office.users['head'])

    copy = client.get(url('document_download', letter, '?copy=file'))
    text = words_of(content_of(copy))

    assert copy['Content-Type'] == 'application/pdf'
    assert (COMPUTER_OFFICER.upper() in text.upper(), letter.number in text) == (True, True)
    sent = words_of(content_of(client.get(url('document_download', letter))))
    assert COMPUTER_OFFICER.upper() not in sent.upper()
    assert 'copy' not in Document.objects.get(pk=letter.pk).data


def test_what_came_as_a_file_has_no_copy_with_initials(office, browse, case):
    upload = case.documents.get(kind='request-letter')

    assert browse(office.users['head']).get(url('document_download', upload, '?copy=file')).status_code == 404


def test_an_applicant_reads_the_letter_and_nothing_of_how_it_came_about(office, browse, letter):
    client, api = browse(office.users['applicant']), log_in(office.users['applicant'])

    page = client.get(letter.get_absolute_url()).content.decode()

    assert letter.number in page
    for hidden in ('data-version', 'Gedung yang mana?', COMPUTER_OFFICER, 'copy=file', 'Correct this paper'):
        assert hidden not in page, hidden
    for name, query in (
        ('document_versions', ''),
        ('document_version_file', '?number=1'),
        ('document_download', '?copy=file'),
    ):
        assert client.get(url(name, letter, query)).status_code == 404, name
    assert client.get(url('document_correct', letter)).status_code in (403, 404)
    for path in ('versions/', 'initials/', 'download/?copy=file'):
        assert api.get(f'{ROOT}{letter.pk}/{path}').status_code == 404, path
    assert api.post(f'{ROOT}{letter.pk}/correct/', {'note': 'x'}, format='json').status_code in (403, 404)
    assert Document.objects.filter(corrects=letter).count() == 0


def test_an_applicant_sees_no_draft_and_no_correction_that_is_one(office, browse, letter):
    api = log_in(office.users['helpdesk'])
    correction = api.post(f'{ROOT}{letter.pk}/correct/', {'note': 'Benar.'}, format='json').json()['id']
    client = browse(office.users['applicant'])

    assert client.get(reverse('plugins:netbox_colocation:document', args=[correction])).status_code == 404
    assert 'Ralat' not in client.get(letter.get_absolute_url()).content.decode()
    assert log_in(office.users['applicant']).get(f'{ROOT}{correction}/').status_code == 404


def test_whoever_may_not_view_the_paper_finds_nothing(office, browse, draft, django_user_model):
    stranger = django_user_model.objects.create_user('stranger')

    for name in ('document_versions', 'document_version_file', 'document_correct'):
        assert browse(stranger).get(url(name, draft)).status_code == 403, name


def test_a_correction_is_drafted_on_its_page_and_both_papers_name_each_other(office, browse, letter):
    client = browse(office.users['helpdesk'])
    form = client.get(url('document_correct', letter)).content.decode()
    assert 'Bawa server ke gedung baru.' in form

    posted = {'subject': letter.data['subject'], 'note': 'Bawa server ke gedung lama.', 'nature': 'Biasa',
              'addressee': '\r\n'.join(letter.data['addressee']), 'addressee_place': 'Tempat', 'attachment': '-',
              'copies': 'Arsip\r\nSekretaris'}  # fmt: skip
    answer = client.post(url('document_correct', letter), posted)

    correction = Document.objects.get(corrects=letter)
    assert (answer.status_code, answer.url) == (302, correction.get_absolute_url())
    assert (correction.data['text']['note'], correction.data['text']['copies']) == (
        'Bawa server ke gedung lama.',
        ['Arsip', 'Sekretaris'],
    )
    assert correction.data['addressee'] == letter.data['addressee']
    assert correction.get_absolute_url() in client.get(letter.get_absolute_url()).content.decode()
    assert letter.get_absolute_url() in client.get(correction.get_absolute_url()).content.decode()
    deliver_due(now=office.now)
    correction.refresh_from_db()
    words = words_of(correction.file.open().read())
    assert letter.number in words


def test_a_second_correction_is_refused_on_the_page_with_the_reason_and_what_was_typed(office, browse, letter):
    client = browse(office.users['helpdesk'])
    client.post(url('document_correct', letter), {'note': 'Satu.'})

    answer = client.post(url('document_correct', letter), {'note': 'Dua.'})

    assert answer.status_code == 409
    assert 'A correction of this paper is being drafted' in answer.content.decode()
    assert 'Dua.' in answer.content.decode()
    assert Document.objects.filter(corrects=letter).count() == 1


def test_the_draft_of_a_correction_is_written_again_on_its_page(office, browse, letter):
    client = browse(office.users['helpdesk'])
    client.post(url('document_correct', letter), {'note': 'Satu.'})
    correction = Document.objects.get(corrects=letter)

    client.post(url('document_correct', correction), {'note': 'Dua.'})

    correction.refresh_from_db()
    assert (correction.data['text']['note'], correction.versions.count()) == ('Dua.', 2)


def test_correcting_needs_its_permission(office, browse, letter):
    ObjectPermission.objects.filter(actions__contains=['correct']).delete()
    client, api = browse(office.users['helpdesk']), log_in(office.users['helpdesk'])

    assert client.post(url('document_correct', letter), {'note': 'x'}).status_code == 403
    assert api.post(f'{ROOT}{letter.pk}/correct/', {'note': 'x'}, format='json').status_code == 403
    assert 'Correct this paper' not in client.get(letter.get_absolute_url()).content.decode()


def test_versions_and_initials_over_rest(office, draft):
    api = log_in(office.users['head'])

    versions = api.get(f'{ROOT}{draft.pk}/versions/').json()
    initials = api.get(f'{ROOT}{draft.pk}/initials/').json()

    assert [(row['number'], row['drafter_name'], row['is_current']) for row in versions] == [
        (2, 'Holder of helpdesk', True),
        (1, 'Holder of helpdesk', False),
    ]
    assert {'label': 'Text', 'before': 'Bawa server ke gedung lama.', 'after': 'Bawa server ke gedung baru.'} in (
        versions[0]['changes']
    )
    [word] = initials
    assert (word['version'], word['verdict'], word['position'], word['remark'], word['counts']) == (
        1,
        'returned',
        COMPUTER_OFFICER,
        'Gedung yang mana?',
        False,
    )


def test_a_correction_over_rest(office, letter):
    api = log_in(office.users['helpdesk'])

    made = api.post(f'{ROOT}{letter.pk}/correct/', {'note': 'Benar.'}, format='json')
    again = api.post(f'{ROOT}{letter.pk}/correct/', {'note': 'Benar.'}, format='json')
    wrong = api.post(f'{ROOT}{letter.pk}/correct/', {'note': {'a': 1}}, format='json')

    assert (made.status_code, made.json()['state']['value']) == (201, 'draft')
    assert (again.status_code, again.json()['findings'][0]['code']) == (409, 'correction-open')
    assert wrong.status_code == 400
    copy = api.get(f'{ROOT}{letter.pk}/download/?copy=file')
    assert COMPUTER_OFFICER.upper() in words_of(content_of(copy)).upper()


def test_a_signed_correction_is_sent_by_the_step_that_would_have_sent_the_letter(office, case, draft):
    """The letter was signed with an error: what goes out is the correction."""
    office.act(case, 'agreed')
    role = office.open_task(case).role
    office.act(case, 'signed')
    correction = correcting.correct(draft, text={'note': 'Benar.'}, actor=office.users['helpdesk'], now=office.now)
    head = office.users['head']
    signer = signer_of(find_actor(head, case=case, role=role, now=office.now), role=role, now=office.now)
    signing.sign(correction, actor=head, signer=signer, now=office.now)

    office.act(case, 'sent')

    draft.refresh_from_db()
    correction.refresh_from_db()
    assert (draft.state, correction.state) == ('signed', 'sent')
    assert dispatch.may_leave(correction)


def test_the_panels_cost_a_constant_number_of_queries(office, browse, draft):
    client = browse(office.users['head'])

    def count():
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(draft.get_absolute_url())
        return len(found)

    count()
    before = count()
    for _ in range(3):
        role = make_role(agency=office.agency)
        reviewer = initials.Reviewer(name='x', position=role.name, role=role, user=make_user())
        initials.record(draft, reviewer=reviewer, verdict='initialled', now=office.now)
    assert count() == before
