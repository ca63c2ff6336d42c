"""Addresses that are freed while somebody else searches: the hint never hides them."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connections, transaction

from netbox_colocation.capacity import address_search, address_space
from netbox_colocation.models import AddressHint
from tests import factories
from tests.capacity.test_address_space import delete_by_sql, fill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

FREED, FIRST_FREE = '10.1.2.188', '10.1.11.185'


@contextmanager
def deleting(address):
    """Another connection has deleted the address, and commits at the end of the block."""
    deleted, may_commit = threading.Event(), threading.Event()

    def run():
        try:
            with transaction.atomic():
                delete_by_sql(address)
                deleted.set()
                may_commit.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert deleted.wait(30)
    try:
        yield
    finally:
        may_commit.set()
        thread.join(30)


@pytest.fixture
def prefix():
    return factories.make_prefix('10.1.0.0/16')


def search(prefix):
    with transaction.atomic():
        return str(address_space.next_free(prefix, 1)[0])


def test_no_hint_is_made_while_somebody_frees_addresses(prefix):
    fill(prefix, 3000)
    with deleting(FREED):
        assert search(prefix) == FIRST_FREE
        assert not AddressHint.objects.exists()

    assert search(prefix) == FREED


def test_without_that_lock_the_freed_address_would_be_hidden(prefix, monkeypatch):
    """The control: the race is there."""
    monkeypatch.setattr(address_search, '_lock_hints', lambda: True)
    fill(prefix, 3000)
    with deleting(FREED):
        search(prefix)

    assert search(prefix) == FIRST_FREE


def test_hint_that_moves_over_an_address_while_it_is_freed_does_not_hide_it(prefix):
    fill(prefix, 500)
    search(prefix)
    fill(prefix, 2500, first=501)
    with deleting(FREED):
        assert search(prefix) == FIRST_FREE
        assert AddressHint.objects.get().address == FIRST_FREE

    assert search(prefix) == FREED


def test_whoever_frees_addresses_waits_for_the_making_of_a_hint_and_sees_it(prefix):
    fill(prefix, 3000)
    done = threading.Event()

    def free():
        try:
            delete_by_sql(FREED)
            done.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=free)
    with transaction.atomic():
        address_space.next_free(prefix, 1)
        thread.start()
        assert not done.wait(0.5)
    thread.join(30)

    assert AddressHint.objects.exists()
    assert search(prefix) == FREED
