"""Numbers of letters: every one once, none left out, whoever signs at the same moment."""

import datetime
import threading

import pytest
from django.db import connection, transaction

from netbox_colocation.documents import numbering
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import DocumentRegister
from tests.factories import NOW, make_register, make_tenant

DAY = datetime.date(2026, 11, 21)


@pytest.mark.django_db
def test_a_number_follows_the_registers_pattern():
    register = make_register(classification='500.12', unit_code='DKI', next_sequence=7)

    taken = numbering.take_number(agency=register.agency, now=NOW)

    assert (taken.register, taken.sequence, taken.number) == (register, 7, '500.12/7/DKI/XI/2026')


@pytest.mark.django_db
def test_a_number_may_be_padded_and_in_another_order():
    register = make_register(pattern='{year}-{month:02}/{classification}.{sequence:03}/{unit}')

    assert numbering.format_number(register, sequence=5, day=datetime.date(2026, 3, 1)) == '2026-03/500.12.005/DKI'


@pytest.mark.django_db
@pytest.mark.parametrize(
    'pattern',
    [
        '{sequence:>999999999}',
        '{sequence} {unit.__class__}',
        '{sequence} {year!r}',
        '{sequence} {secret}',
        '{sequence',
        '{0} {sequence}',
        '{unit}/{year}',
    ],
)
def test_a_pattern_with_more_than_plain_fields_is_refused(pattern):
    register = make_register(pattern=pattern)

    with pytest.raises(OutcomeRefused) as refused:
        numbering.take_number(agency=register.agency, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['register-pattern-invalid']
    register.refresh_from_db()
    assert register.next_sequence == 1


@pytest.mark.django_db
def test_without_a_register_of_the_year_the_refusal_names_the_fix():
    agency = make_tenant(name='Dinas Kominfo')
    make_register(agency=agency, year=2025)
    make_register(agency=agency, year=2026, direction='internal')

    with pytest.raises(OutcomeRefused) as refused:
        numbering.take_number(agency=agency, now=NOW)

    [refusal] = refused.value.refusals
    assert refusal.code == 'register-missing'
    assert 'Dinas Kominfo keeps no register for 2026' in refusal.message
    assert 'add one' in refusal.message


@pytest.mark.django_db
def test_the_year_is_that_of_the_office_not_of_utc(settings):
    settings.TIME_ZONE = 'Asia/Jakarta'
    agency = make_tenant()
    register = make_register(agency=agency, year=2027)
    new_year_in_padang = datetime.datetime(2026, 12, 31, 17, 30, tzinfo=datetime.UTC)

    from django.utils import timezone

    with timezone.override('Asia/Jakarta'):
        assert numbering.find_register(agency=agency, now=new_year_in_padang) == register


@pytest.mark.django_db
def test_a_number_of_a_transaction_that_fails_is_free_again():
    register = make_register()

    with pytest.raises(RuntimeError, match='crash'):
        _crash_after(lambda: numbering.take_number(agency=register.agency, now=NOW))

    assert numbering.take_number(agency=register.agency, now=NOW).sequence == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_is_only_taken_inside_a_transaction():
    register = make_register()

    with pytest.raises(RuntimeError, match='inside the transaction'):
        numbering.take_number(agency=register.agency, now=NOW)


def _crash_after(take):
    with transaction.atomic():
        take()
        raise RuntimeError('crash')


def _take_many(take, *, clients, each):
    """Let `clients` connections take `each` numbers at once; some of them fail after taking one, and try again."""
    taken, errors, start = [], [], threading.Barrier(clients)

    def client(number):
        try:
            start.wait()
            for turn in range(each):
                if turn == number % each:
                    with pytest.raises(RuntimeError, match='crash'):
                        _crash_after(take)
                with transaction.atomic():
                    taken.append(take())
        except BaseException as error:  # noqa: BLE001  the test reports what happened in a thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return taken


@pytest.mark.django_db(transaction=True)
def test_twenty_clients_at_once_take_every_number_once_and_none_is_left_out():
    register = make_register()

    taken = _take_many(lambda: numbering.take_number(agency=register.agency, now=NOW).sequence, clients=20, each=5)

    assert sorted(taken) == list(range(1, 101))
    register.refresh_from_db()
    assert register.next_sequence == 101


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_without_the_lock_numbers_double():
    """The control: the same clients without the register's row lock."""
    register = make_register()

    def take_unlocked():
        row = DocumentRegister.objects.get(pk=register.pk)
        threading.Event().wait(0.002)
        DocumentRegister.objects.filter(pk=row.pk).update(next_sequence=row.next_sequence + 1)
        return row.next_sequence

    taken = _take_many(take_unlocked, clients=8, each=3)

    assert len(set(taken)) < len(taken)
