"""The step that signs accepts a prepared signature, offers only what exists and is allowed, and is never half done."""

import datetime
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from netbox_colocation.documents.signing_means import Means
from netbox_colocation.exceptions import ColocationError, DataInvalid, OutcomeRefused, RoleNotHeld, TaskClaimed
from netbox_colocation.models import Appointment, Document, OutboxEntry, RegisterEntry, Signature
from netbox_colocation.workflows import engine, signing_ahead
from netbox_colocation.workflows.outcomes import offered
from netbox_colocation.workflows.signatures import find_office, sign_alone
from tests import factories
from tests.documents.conftest import files  # noqa: F401
from tests.office import Office, make_office
from tests.signing_office import PASSPHRASE, authority, use_settings, write_key, write_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(settings, tmp_path, office):
    give_keys(settings, tmp_path, office)


def give_keys(settings: Any, folder: Any, office: Office) -> None:
    use_settings(
        settings,
        signing_keys={
            'head': {'agency': office.agency.slug, 'pkcs12': str(write_key(folder, authority().signer))},
        },
        trusted_certificates=[str(write_root(folder))],
    )


@pytest.fixture
def task(office):
    return office.walk_to(office.submit(), '5')


@pytest.fixture
def letter(task) -> Document:
    return task.case.documents.get(kind='reply-letter')


def prepare(office: Office, letter: Document, *, role: str = 'head', method: str = 'certificate', **means: Any):
    fields = {'key': 'head', 'passphrase': PASSPHRASE, **means}
    return signing_ahead.prepare(letter, method=method, actor=office.users[role], now=office.now, means=Means(**fields))


def field_of(office: Office, task, outcome: str = 'signed'):
    outcomes = {each.key: each for each in offered(task, actor=office.users['head'], now=office.now)}
    return next((field for field in outcomes[outcome].fields if field.key == 'signature'), None)


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_the_step_accepts_a_prepared_signature_and_renders_nothing_again(office, task, letter, keys):
    prepared = prepare(office, letter)
    waiting = OutboxEntry.objects.filter(effect='document.render').count()

    office.act(task.case, 'signed', signature=str(prepared.pk))

    letter.refresh_from_db()
    assert (letter.state, letter.digest, letter.file.name) == ('signed', prepared.digest, prepared.file.name)
    assert letter.signed_role.key == 'head'
    assert OutboxEntry.objects.filter(effect='document.render').count() == waiting
    assert task.case.tasks.get(step='5').data['signature'] == str(prepared.pk)
    assert office.open_task(task.case).step == '6'


def test_without_anything_prepared_the_step_is_taken_as_ever(office, task, letter):
    office.act(task.case, 'signed')

    letter.refresh_from_db()
    assert (letter.state, letter.data['signer']['how']) == ('signed', 'application')
    assert letter.signatures.get().method == 'application'
    assert OutboxEntry.objects.filter(effect='document.render', data={'document': letter.pk}).exists()


def test_only_the_outcome_that_signs_asks_for_a_signature(office, task, letter):
    field = field_of(office, task)

    assert [value for value, _label in field.choices] == ['application']
    assert not field.required
    assert field_of(office, task, 'returned') is None


def test_what_was_prepared_is_offered_first_and_has_to_be_chosen(office, task, letter, keys):
    prepared = prepare(office, letter)

    field = field_of(office, task)

    assert [value for value, _label in field.choices] == [str(prepared.pk), 'application']
    assert (field.initial, field.required) == (str(prepared.pk), True)
    with pytest.raises(DataInvalid):
        office.act(task.case, 'signed')


def test_approving_in_the_application_is_offered_only_where_it_is_allowed(office, task, letter, keys, settings):
    use_settings(settings, signature_methods=['certificate'])

    assert field_of(office, task).choices == []
    with pytest.raises(DataInvalid):
        office.act(task.case, 'signed')
    with pytest.raises(DataInvalid):
        office.act(task.case, 'signed', signature='application')
    prepared = prepare(office, letter)
    office.act(task.case, 'signed', signature=str(prepared.pk))

    letter.refresh_from_db()
    assert letter.data['signer']['how'] == 'certificate'


@pytest.mark.parametrize('answer', ['999999999', 'nonsense', '-1'])
def test_an_answer_that_names_no_signature_of_this_paper_is_refused(office, task, letter, keys, answer):
    with pytest.raises(DataInvalid):
        office.act(task.case, 'signed', signature=answer)

    letter.refresh_from_db()
    assert letter.state == 'draft'


def test_a_deputys_prepared_signature_is_not_the_heads(office, task, letter, keys):
    deputy = factories.make_user()
    deputy.groups.set(office.users['head'].groups.all())
    factories.make_appointment(role=task.role, user=deputy, holder_name='Deputy', capacity='daily-acting')
    prepared = signing_ahead.prepare(
        letter, method='certificate', actor=deputy, now=office.now, means=Means(key='head', passphrase=PASSPHRASE)
    )
    assert prepared.signer['title'] == f'Plh. {task.role.name}'

    with pytest.raises(DataInvalid):
        office.act(task.case, 'signed', signature=str(prepared.pk))


@pytest.mark.parametrize('who', ['helpdesk', 'applicant', 'technical-team'])
def test_nobody_but_the_holder_of_the_office_prepares(office, task, letter, keys, who):
    with pytest.raises(RoleNotHeld):
        prepare(office, letter, role=who)

    assert not RegisterEntry.objects.filter(document=letter).exists()


def test_a_task_that_a_colleague_claimed_is_not_signed_ahead(office, task, letter, keys):
    deputy = factories.make_user()
    deputy.groups.set(office.users['head'].groups.all())
    factories.make_appointment(role=task.role, user=deputy, holder_name='Deputy', capacity='daily-acting')
    engine.claim(task, actor=deputy, now=office.now)

    with pytest.raises(TaskClaimed):
        prepare(office, letter)


@pytest.mark.parametrize('step', ['4.2', '6'])
def test_before_and_after_its_step_nothing_is_prepared(office, keys, step):
    case = office.submit()
    office.walk_to(case, step)
    letter = case.documents.get(kind='reply-letter')

    with pytest.raises(OutcomeRefused) as refused:
        prepare(office, letter)

    assert codes(refused) == ['nothing-to-sign' if step == '4.2' else 'already-signed']


def test_whoever_drafted_it_is_told_before_a_number_is_taken(office, task, letter, keys):
    factories.make_appointment(role=task.role, user=letter.drafted_by, holder_name='Drafter')

    with pytest.raises(OutcomeRefused) as refused:
        signing_ahead.prepare(
            letter,
            method='certificate',
            actor=letter.drafted_by,
            now=office.now,
            means=Means(key='head', passphrase=PASSPHRASE),
        )

    assert 'own-draft' in codes(refused)
    assert not RegisterEntry.objects.filter(document=letter).exists()


def test_a_crash_between_preparing_and_the_step_leaves_a_numbered_draft_and_the_step_open(office, task, letter, keys):
    prepared = prepare(office, letter)

    letter.refresh_from_db()
    assert (letter.state, letter.number) == ('draft', prepared.data['number'])
    assert office.open_task(task.case) == task
    office.act(task.case, 'signed', signature=str(prepared.pk))
    letter.refresh_from_db()
    assert (letter.state, letter.number) == ('signed', prepared.data['number'])


def test_a_step_that_is_refused_afterwards_leaves_the_prepared_signature(office, task, letter, keys, monkeypatch):
    prepared = prepare(office, letter)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError('the machine stops')

    monkeypatch.setattr('netbox_colocation.workflows.engine.performing._move_on', fail)
    with pytest.raises(RuntimeError):
        office.act(task.case, 'signed', signature=str(prepared.pk))
    monkeypatch.undo()

    letter.refresh_from_db()
    prepared.refresh_from_db()
    assert (letter.state, prepared.accepted_at) == ('draft', None)
    assert office.open_task(task.case) == task


def test_a_case_that_went_back_needs_a_new_signature_with_the_same_number(office, task, letter, keys):
    prepared = prepare(office, letter)
    office.act(task.case, 'returned', comment='One word is wrong.')
    office.act(task.case, 'accepted', note='Other words.')
    office.walk_to(task.case, '5')

    assert [value for value, _label in field_of(office, office.open_task(task.case)).choices] == ['application']
    with pytest.raises(DataInvalid):
        office.act(task.case, 'signed', signature=str(prepared.pk))
    letter.refresh_from_db()
    again = prepare(office, letter)
    office.act(task.case, 'signed', signature=str(again.pk))
    letter.refresh_from_db()
    assert (letter.state, letter.number) == ('signed', prepared.data['number'])


def test_sign_and_finish_is_one_go(office, task, letter, keys):
    prepared = prepare(office, letter)

    done = signing_ahead.finish(letter, str(prepared.pk), actor=office.users['head'], now=office.now)

    assert done.document.state == 'signed'
    assert [opened.step for opened in done.performed.opened] == ['6']


def test_who_signs_on_behalf_stands_below_the_office_signed_for(office, task, letter):
    secretary = factories.make_user()
    secretary.groups.set(office.users['head'].groups.all())
    own = factories.make_role(agency=office.agency, name='Sekretaris')
    factories.make_appointment(role=own, user=secretary, holder_name='Rina')
    factories.make_appointment(role=task.role, user=secretary, holder_name='Rina', capacity='on-behalf')

    engine.perform(task, 'signed', actor=secretary, now=office.now)

    letter.refresh_from_db()
    signer = letter.data['signer']
    assert (signer['prefix'], signer['position']) == ('a.n.', [task.role.name, 'Sekretaris'])
    assert signer['title'] == f'a.n. {task.role.name}, Sekretaris'


def test_what_was_signed_on_paper_is_recorded_without_being_asked_for_a_signature(office, task, letter, settings):
    use_settings(settings, signature_methods=['certificate'])
    recorder = office.users['helpdesk']
    holder = Appointment.objects.get(role=task.role)
    proof = office.upload(task.case, 'paper-proof')

    engine.perform(
        task,
        'signed',
        actor=recorder,
        now=office.now,
        paper=engine.PaperAct(acted_at=office.now - datetime.timedelta(minutes=1), holder=holder, proof=proof),
    )

    letter.refresh_from_db()
    assert letter.data['signer']['how'] == 'paper'
    assert letter.signatures.get().method == 'wet-ink'


# -- Corrections --------------------------------------------------------------------------------------------------


@pytest.fixture
def correction(office, task, letter) -> Document:
    """A draft that corrects the letter after it was signed, as `documents.correcting` makes it."""
    office.act(task.case, 'signed')
    letter.refresh_from_db()
    copy = Document.objects.get(pk=letter.pk)
    data = {**copy.data, 'status': 'draft', 'number': '', 'signer': None, 'verification': None}
    return Document.objects.create(
        request=letter.request,
        case=letter.case,
        kind=letter.kind,
        direction=letter.direction,
        title=letter.title,
        corrects=letter,
        data=data,
        drafted_by=office.users['helpdesk'],
        dated=letter.dated,
    )


def test_a_correction_is_signed_by_the_office_that_signed_the_corrected_paper_without_a_step(office, correction, keys):
    prepared = prepare(office, correction)

    signed = sign_alone(correction, str(prepared.pk), actor=office.users['head'], now=office.now)

    assert (signed.state, signed.digest, signed.signed_role.key) == ('signed', prepared.digest, 'head')
    assert signed.number != correction.corrects.number


def test_a_correction_is_approved_in_the_application_and_rendered(office, correction):
    signed = sign_alone(correction, actor=office.users['head'], now=office.now)

    assert signed.state == 'signed'
    assert OutboxEntry.objects.filter(effect='document.render', data={'document': signed.pk}).exists()


@pytest.mark.parametrize('who', ['helpdesk', 'applicant', 'technical-team'])
def test_nobody_else_signs_a_correction(office, correction, who):
    with pytest.raises(RoleNotHeld):
        sign_alone(correction, actor=office.users[who], now=office.now)


def test_a_correction_is_found_though_nobody_knew_the_office_when_the_letter_was_signed(office, correction):
    """Letters that were signed before papers said by which office."""
    correction.corrects.signed_role = None

    office_found = find_office(correction, actor=office.users['head'], now=office.now)

    assert office_found.task is None
    assert office_found.signer.role.key == 'head'


def test_a_paper_of_a_step_is_not_signed_without_it(office, task, letter):
    with pytest.raises(OutcomeRefused) as refused:
        sign_alone(letter, actor=office.users['head'], now=office.now)

    assert codes(refused) == ['not-a-correction']


# -- Several at once ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_sign_at_once_and_the_paper_has_one_number_one_signature_and_one_file(settings, tmp_path, transactional_db):
    office = make_office()
    give_keys(settings, tmp_path, office)
    task = office.walk_to(office.submit(), '5')
    letter = task.case.documents.get(kind='reply-letter')
    deputy = factories.make_user()
    deputy.groups.set(office.users['head'].groups.all())
    factories.make_appointment(role=task.role, user=deputy, holder_name='Deputy', capacity='daily-acting')
    barrier, outcomes = threading.Barrier(2), []

    def sign(user: Any) -> None:
        try:
            barrier.wait(20)
            prepared = signing_ahead.prepare(
                letter,
                method='certificate',
                actor=user,
                now=office.now,
                means=Means(key='head', passphrase=PASSPHRASE),
            )
            barrier.wait(20)
            engine.perform(task, 'signed', actor=user, now=office.now, data={'signature': str(prepared.pk)})
            outcomes.append('signed')
        except ColocationError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=(user,)) for user in (office.users['head'], deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes) == ['signed', 'task-not-open']
    letter.refresh_from_db()
    assert RegisterEntry.objects.filter(document=letter).count() == 1
    signature = Signature.objects.get(document=letter)
    assert (signature.accepted_at, letter.digest) == (office.now, signature.digest)


# -- Secrets ------------------------------------------------------------------------------------------------------


def test_a_passphrase_is_in_no_row_of_any_table_and_in_no_log(office, task, letter, keys, caplog):
    caplog.set_level('DEBUG')
    wrong = 'wrong-but-Secret-5501'
    with pytest.raises(ColocationError) as refused:
        prepare(office, letter, passphrase=wrong)
    prepared = prepare(office, letter)
    office.act(task.case, 'signed', signature=str(prepared.pk))

    assert wrong not in str(refused.value.as_dict())
    for secret in (wrong, PASSPHRASE):
        assert secret not in caplog.text
        assert tables_with(secret) == []


def tables_with(text: str) -> list[str]:
    """The tables that have the text in a row, looked at as JSON."""
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT 1 FROM "{name}" row WHERE to_jsonb(row)::text LIKE %s LIMIT 1', [f'%{text}%'])
            if cursor.fetchone():
                found.append(name)
    return found


def test_the_search_for_secrets_finds_what_is_stored(office, letter):
    assert 'netbox_colocation_document' in tables_with(letter.title)


def test_prepared_by_uploading_what_the_e_office_signed(office, task, letter):
    prepared = prepare(
        office,
        letter,
        method='e-office',
        upload=SimpleUploadedFile('signed.pdf', factories.make_pdf()),
        number='B/1/EO/2026',
        dated=office.now.date(),
    )

    office.act(task.case, 'signed', signature=str(prepared.pk))

    letter.refresh_from_db()
    assert (letter.number, letter.entry.origin) == ('B/1/EO/2026', 'external')
