"""Numbers under concurrency and crashes: 1..n, none twice, none left out, through whichever door they are taken."""

import datetime
import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netbox_colocation.documents import drafting, numbering, registering, rendering, signing
from netbox_colocation.documents.registering import LetterFacts, cancel, take_by_hand
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import Document, DocumentRegister, RegisterEntry
from tests.documents.cases import ACCEPTED, make_open_request, make_signer
from tests.factories import NOW, make_register, make_user
from tests.killing import run_and_kill

CLIENTS = 20
EACH = 3


def run_at_once(doors):
    """Call every door from a connection of its own, all at the same moment; return what they returned."""
    results, errors, start = [], [], threading.Barrier(len(doors))

    def enter(door):
        try:
            start.wait()
            for _turn in range(EACH):
                results.append(door())
        except BaseException as error:  # noqa: BLE001  the test reports what happened in a thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=(door,)) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors
    return results


def sign_letters(request, count):
    """Return a door that signs one prepared draft at each call."""
    drafts = []
    for _index in range(count):
        drafts.append(drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED))
        Document.objects.filter(pk=drafts[-1].pk).update(kind='work-report')  # so that the next call drafts another
    Document.objects.filter(pk__in=[draft.pk for draft in drafts]).update(kind='reply-letter')
    signer = make_signer(request)

    def sign():
        return signing.sign(drafts.pop(), actor=signer.user, signer=signer, now=NOW).entry.sequence

    return sign


@pytest.mark.django_db(transaction=True)
def test_twenty_clients_at_several_doors_take_every_number_once_and_leave_none_out():
    request = make_open_request()
    register = DocumentRegister.objects.get(agency=request.procedure.agency)
    DocumentRegister.objects.filter(pk=register.pk).update(year=datetime.date.today().year)
    user = make_user(is_superuser=True)
    url = f'/api/plugins/colocation/document-registers/{register.pk}/take-number/'

    def take():
        today = datetime.datetime.now(tz=datetime.UTC)
        return take_by_hand(register, origin='automatic', actor=user, now=today).sequence

    def post():
        client = Client()
        client.force_login(user)
        answer = client.post(url, {}, content_type='application/json')
        assert answer.status_code == 201, answer.content
        return answer.json()['sequence']

    def crash_then_take():
        with pytest.raises(RuntimeError, match='crash'):
            crash()
        return take()

    @transaction.atomic
    def crash():
        take()
        raise RuntimeError('crash')

    taken = run_at_once([take] * 8 + [post] * 6 + [crash_then_take] * 6)

    assert sorted(taken) == list(range(1, CLIENTS * EACH + 1))
    assert sorted(RegisterEntry.objects.values_list('sequence', flat=True)) == sorted(taken)
    register.refresh_from_db()
    assert register.next_sequence == CLIENTS * EACH + 1


@pytest.mark.django_db(transaction=True)
def test_letters_signed_at_once_are_numbered_in_one_row_with_those_by_hand():
    requests = [make_open_request()]
    agency = requests[0].procedure.agency
    requests += [make_open_request(agency=agency, without_register=True) for _index in range(9)]
    register = DocumentRegister.objects.get(agency=agency)
    signs = [sign_letters(request, EACH) for request in requests]

    def take():
        return take_by_hand(register, origin='automatic', actor=None, now=NOW).sequence

    taken = run_at_once([*signs, *[take] * 10])

    assert sorted(taken) == list(range(1, CLIENTS * EACH + 1))
    assert Document.objects.filter(state='signed', entry__isnull=False).count() == 10 * EACH


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_without_the_lock_numbers_double(monkeypatch):
    """The control: the same clients, when the register's row is only read."""
    register = make_register()

    def only_read(row):
        row = DocumentRegister.objects.get(pk=row.pk)
        time.sleep(0.002)
        return row

    monkeypatch.setattr(numbering, 'lock_register', only_read)
    monkeypatch.setattr(
        registering, '_write', lambda taken, *args, **kwargs: type('Entry', (), {'sequence': taken.sequence})
    )
    monkeypatch.setattr(registering, 'lock_register', only_read)

    taken = run_at_once([lambda: take_by_hand(register, origin='automatic', actor=None, now=NOW).sequence] * 8)

    assert len(set(taken)) < len(taken)


# -- Crashes ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_killed_between_numbering_and_rendering_loses_neither_number_nor_letter(files):
    """The letter is signed and numbered, its file is not: whoever delivers the outbox next makes it."""
    request = make_open_request()
    draft = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
    signer = make_signer(request)

    def sign_and_render():
        signing.sign(draft, actor=signer.user, signer=signer, now=NOW)
        rendering.store_rendition(draft.pk)

    run_and_kill(rendering, 'render', sign_and_render)

    letter = Document.objects.get(pk=draft.pk)
    assert (letter.state, letter.number, bool(letter.file)) == ('signed', letter.entry.number, False)
    rendering.store_rendition(letter.pk)
    letter.refresh_from_db()
    assert letter.is_readable
    assert letter.number in letter.content
    assert RegisterEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_killed_before_the_commit_the_number_is_free_again():
    request = make_open_request()
    draft = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
    signer = make_signer(request)

    def sign():
        return signing.sign(draft, actor=signer.user, signer=signer, now=NOW)

    run_and_kill(Document, 'full_clean', sign)

    assert not RegisterEntry.objects.exists()
    assert Document.objects.get(pk=draft.pk).state == 'draft'
    assert sign().entry.sequence == 1


# -- Any order ----------------------------------------------------------------------------------------------------

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just('automatic'), st.none()),
        st.tuples(st.just('manual'), st.integers(min_value=1, max_value=12)),
        st.tuples(st.just('suffixed'), st.integers(min_value=1, max_value=6)),
        st.tuples(st.just('back-dated'), st.integers(min_value=1, max_value=22)),
        st.tuples(st.just('external'), st.integers(min_value=1, max_value=12)),
        st.tuples(st.just('cancel'), st.integers(min_value=0, max_value=30)),
        st.tuples(st.just('later'), st.none()),
    ),
    max_size=25,
)


def perform(register, act, argument, now):
    """Do one act as somebody would; what is refused leaves nothing behind."""
    facts = LetterFacts()
    fields = {}
    if act == 'cancel':
        entries = list(register.entries.order_by('pk'))
        if entries:
            cancel(entries[argument % len(entries)], reason='Batal', actor=None, now=now)
        return
    if act == 'manual':
        fields = {'sequence': argument}
    elif act == 'suffixed':
        act, fields = 'manual', {'sequence': argument, 'suffix': 'B'}
    elif act == 'external':
        fields = {'number': f'500.12/{argument}/DKI/XI/2026'}
    elif act == 'back-dated':
        facts = LetterFacts(dated=datetime.date(2026, 11, argument))
    take_by_hand(register, origin=act, actor=None, now=now, facts=facts, **fields)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_no_number_is_ever_given_twice_and_the_automatic_ones_leave_no_gap(acts):
    """Whatever is done by hand between them: the sequences up to the last automatic one are all in the book."""
    register, now = make_register(), NOW.replace(day=1)
    seen = {}
    for act, argument in acts:
        if act == 'later':
            now = min(now + datetime.timedelta(days=3), NOW)
            continue
        before = register.entries.count()
        try:
            with transaction.atomic():
                perform(register, act, argument, now)
        except OutcomeRefused:
            assert register.entries.count() == before
        current = {entry.pk: (entry.sequence, entry.suffix, entry.number) for entry in register.entries.all()}
        assert {key: current.get(key) for key in seen} == seen  # what was given stays what it is
        seen = current
    numbers = [number for _sequence, _suffix, number in seen.values()]
    places = [(sequence, suffix) for sequence, suffix, _number in seen.values() if sequence]
    assert len(set(numbers)) == len(numbers)
    assert len(set(places)) == len(places)
    texts = set(numbers)
    automatic = [entry.sequence for entry in register.entries.filter(origin='automatic')]
    for sequence in range(1, max(automatic, default=0)):
        assert (sequence, '') in places or f'500.12/{sequence}/DKI/XI/2026' in texts
