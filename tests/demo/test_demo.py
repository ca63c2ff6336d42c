"""The demo data centre: its requests are in the states that it promises, and building it again changes nothing.

Built once for the module, inside a transaction that is rolled back in the end.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from dcim.models import RackReservation
from ipam.models import IPAddress
from users.models import User

from dev.demo import estate
from netbox_colocation.models import (
    Appointment,
    Case,
    ColocationRequest,
    Document,
    OutboxEntry,
    RequestedServer,
    Task,
)

# `django_db` has pytest-django make the test database; without it the fixture would build into the demo's own one.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# Name of the request: its status, and the steps that are open, with their rounds.
STATES = {
    'Sistem Informasi Rumah Sakit': ('completed', []),
    'Klaster pemodelan pembangunan': ('refused', []),
    'Data spasial provinsi': ('accepted', [('7', 2)]),
    'Pencatatan imunisasi': ('accepted', [('7', 1)]),
    'Perizinan tenaga kesehatan': ('accepted', [('9', 1)]),
    'e-Musrenbang': ('accepted', [('5', 1)]),
    'Pemantauan gizi balita': ('accepted', [('4.2', 1)]),
    'Portal data pembangunan': ('open', [('4.1', 1)]),
    'Arsip perencanaan': ('open', [('3', 1)]),
    'Telemedisin kepulauan': ('open', [('2.2', 1)]),
    'Laboratorium kesehatan': ('draft', []),
}


@pytest.fixture(scope='module')
def demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[list[str]]:
    """The whole demo in the test database; gone again after the module. Returns what building it said."""
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        _keep_files_in(patch, tmp_path_factory.mktemp('papers'))
        assert connection.settings_dict['NAME'].startswith('test_')
        with transaction.atomic():
            estate.build(said.append, with_logins=False)
            yield said
            transaction.set_rollback(True)


def _keep_files_in(patch: pytest.MonkeyPatch, folder) -> None:
    patch.setitem(settings.PLUGINS_CONFIG['netbox_colocation'], 'files_root', str(folder))


def test_requests_stand_where_they_should(demo):
    found = {
        request.name: (
            request.status,
            sorted(
                (task.step, task.round) for task in (request.case.tasks.filter(state='open') if request.case else ())
            ),
        )
        for request in ColocationRequest.objects.select_related('case')
    }

    assert found == STATES


def test_both_agencies_apply(demo):
    assert set(ColocationRequest.objects.values_list('applicant__slug', flat=True)) == {'dinkes', 'bappeda'}


def test_exactly_one_task_is_late(demo):
    """The others were opened within their limit, whatever the day on which the demo is built."""
    late = Task.objects.filter(state='open', due_at__lt=timezone.now())

    assert [task.case.colocation_request.name for task in late] == ['Portal data pembangunan']


def test_an_accepted_request_is_seen_in_netbox(demo):
    """Whoever looks at the rack sees whose the units are, and the addresses are no longer offered."""
    case = Case.objects.get(colocation_request__name='Pencatatan imunisasi')

    [reservation] = RackReservation.objects.filter(description__contains=case.number)

    assert (len(reservation.units), reservation.tenant.slug) == (2, 'dinkes')
    addresses = IPAddress.objects.filter(description__contains=case.number)
    assert [address.status for address in addresses] == ['reserved', 'reserved']


def test_the_completed_server_stands_and_the_refused_one_holds_nothing(demo):
    device = RequestedServer.objects.get(name='dinkes-simrs-1').device
    refused = Case.objects.get(colocation_request__name='Klaster pemodelan pembangunan')

    assert (device.status, device.tenant.slug, device.rack.location.slug) == ('active', 'dinkes', 'ruang-server-a')
    assert device.primary_ip4.status == 'active'
    assert not RackReservation.objects.filter(description__contains=refused.number).exists()
    [letter] = refused.documents.filter(kind='reply-letter')
    assert (letter.state, letter.data['decision']) == ('sent', 'refused')


def test_letters_are_numbered_in_the_order_of_their_dates(demo):
    letters = Document.objects.exclude(sequence=None).order_by('signed_at')

    years = {letter.register.year for letter in letters}
    for year in years:
        numbers = [letter.sequence for letter in letters if letter.register.year == year]
        assert numbers == list(range(1, len(numbers) + 1))
    assert letters.count() == 5


def test_every_paper_has_its_file_and_nothing_waits(demo):
    assert not Document.objects.filter(file='').exists()
    assert all(document.file.open('rb').read(5) == b'%PDF-' for document in Document.objects.all())
    assert not OutboxEntry.objects.exclude(state='done').exists()


def test_every_office_has_one_holder_and_one_is_acting(demo):
    held = sorted(Appointment.objects.values_list('role__key', 'capacity', 'is_current'))

    assert held == [
        ('computer-officer', 'definitive', True),
        ('head', 'definitive', True),
        ('head-of-division', 'acting', True),
        ('helpdesk', 'definitive', True),
        ('technical-team', 'definitive', True),
    ]


@pytest.mark.parametrize(
    ('username', 'own', 'other'),
    [('applicant-dinkes', 'dinkes', 'bappeda'), ('applicant-bappeda', 'bappeda', 'dinkes')],
)
def test_an_agency_sees_nothing_of_the_other_one(demo, username, own, other):
    user = User.objects.get(username=username)

    for model, path in (
        (ColocationRequest, 'applicant__slug'),
        (RequestedServer, 'request__applicant__slug'),
        (Case, 'applicant__slug'),
        (Task, 'case__applicant__slug'),
        (Document, 'request__applicant__slug'),
    ):
        seen = set(model.objects.restrict(user, 'view').values_list(path, flat=True))
        assert seen == {own}, model
        assert model.objects.filter(**{path: other}).exists()


def test_building_it_again_changes_nothing(demo):
    before = _counts()

    estate.build(demo.append, with_logins=False)

    assert _counts() == before
    assert 'nothing new' in demo[-1]


def _counts() -> dict[str, int]:
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return {model._meta.label: model._base_manager.count() for model in models}
