"""Submitting each kind of subject, by its page and over REST: the applicant's representative opens its case."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from netbox_colocation.documents.files import store_upload
from netbox_colocation.management.access import APPLICANTS, ensure_groups
from netbox_colocation.workflows.publishing import load_yaml, publish, shipped_procedures
from tests import base, factories, subject_factories
from tests.api.base import ROOT, log_in

KINDS = {
    'access-visits': ('sumbar-access', 'VIS'),
    'maintenance-tickets': ('sumbar-maintenance', 'TIC'),
    'colocation-requests': ('server-retrieval', 'RET'),
}


@pytest.fixture
def applicant(db):
    """A representative of an agency, with the permissions that the plugin ships."""
    representative = factories.make_representative()
    representative.user.groups.add(ensure_groups()[APPLICANTS])
    return representative


def make_draft(path, applicant, *, with_letter=True):
    """Make a draft of the kind behind `path` that is ready to be submitted."""
    document = load_yaml(shipped_procedures()[KINDS[path][0]])
    procedure = publish(document, agency=factories.make_tenant(), actor=None, now=factories.NOW).procedure
    fields = {'procedure': procedure, 'applicant': applicant.tenant, **subject_factories.LETTER}
    if path == 'access-visits':
        draft = subject_factories.make_visit(**fields)
    elif path == 'maintenance-tickets':
        draft = subject_factories.make_ticket(**fields)
    else:
        device = factories.make_device(factories.make_rack(), tenant=applicant.tenant, position=1)
        draft = subject_factories.make_retrieval(devices=[device], **fields)
    if with_letter:
        upload = SimpleUploadedFile('letter.pdf', factories.make_pdf(), content_type='application/pdf')
        store_upload(draft, upload, kind='request-letter', actor=applicant.user, now=factories.NOW)
    return draft


@pytest.mark.parametrize('path', KINDS)
def test_page_opens_the_case(path, applicant):
    draft = make_draft(path, applicant)
    client = Client()
    client.force_login(applicant.user)

    answer = client.post(f'{draft.get_absolute_url()}submit/')

    draft.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, draft.get_absolute_url())
    assert draft.status == 'open'
    assert draft.case.number.startswith(KINDS[path][1])
    assert draft.case.subject == draft
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert client.get(draft.case.get_absolute_url()).status_code == 200


@pytest.mark.parametrize('path', KINDS)
def test_rest_opens_the_case_once(path, applicant):
    draft = make_draft(path, applicant)
    client = log_in(applicant.user)
    url = f'{ROOT}{path}/{draft.pk}/submit/'

    first, second = client.post(url, {}, format='json'), client.post(url, {}, format='json')

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.data['code'] == 'request-not-ready'
    draft.refresh_from_db()
    assert first.data['case']['number'] == draft.case.number


@pytest.mark.parametrize('path', KINDS)
def test_nobody_else_submits(path, applicant):
    """Somebody who represents another agency gets 404, and who may see it but not submit 403; nothing is opened."""
    draft = make_draft(path, applicant)
    other = factories.make_representative()
    other.user.groups.add(ensure_groups()[APPLICANTS])
    onlooker = factories.make_user()
    base.permit(onlooker, type(draft), 'view')

    statuses = [log_in(user).post(f'{ROOT}{path}/{draft.pk}/submit/').status_code for user in (other.user, onlooker)]

    draft.refresh_from_db()
    assert statuses == [404, 403]
    assert (draft.status, draft.case) == ('draft', None)


@pytest.mark.parametrize('path', KINDS)
def test_refusal_says_every_reason_and_opens_nothing(path, applicant):
    """Without its letter it is not ready."""
    draft = make_draft(path, applicant, with_letter=False)

    answer = log_in(applicant.user).post(f'{ROOT}{path}/{draft.pk}/submit/', {}, format='json')

    draft.refresh_from_db()
    assert (answer.status_code, answer.data['code']) == (409, 'request-not-ready')
    assert 'request-letter-missing' in [finding['code'] for finding in answer.data['findings']]
    assert (draft.status, draft.case) == ('draft', None)
