"""Versions of drafts: every writing is kept, none changes, and what differs is told as people read it."""

import datetime

import pytest
from django.db import DatabaseError, transaction

from netbox_colocation.documents import comparing, drafting, versions
from netbox_colocation.documents.samples import NAMES, sample
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import DocumentVersion
from tests.factories import NOW, make_user

from .cases import ACCEPTED, make_open_request

LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def request_(db):
    return make_open_request()


def draft(request, actor, *, now=NOW, **text):
    return drafting.draft(request, 'reply-letter', actor=actor, now=now, text={**ACCEPTED, **text})


def test_every_writing_of_a_draft_is_kept_with_its_number_and_writer(request_):
    first, second = make_user(first_name='Dewi'), make_user(first_name='Andi')

    draft(request_, first, note='Satu.')
    letter = draft(request_, second, note='Dua.', now=LATER)

    kept = list(letter.versions.order_by('number'))
    assert [(version.number, version.data['text']['note']) for version in kept] == [(1, 'Satu.'), (2, 'Dua.')]
    assert [(version.drafter_name, version.drafted_by, version.drafted_at) for version in kept] == [
        ('Dewi', first, NOW),
        ('Andi', second, LATER),
    ]
    assert versions.current(letter).data == letter.data


def test_writing_the_same_again_makes_no_version(request_):
    writer = make_user()

    draft(request_, writer, note='Satu.')
    letter = draft(request_, writer, note='Satu.', now=LATER)

    assert letter.versions.count() == 1


def test_the_same_words_by_somebody_else_are_another_version(request_):
    draft(request_, make_user())

    assert draft(request_, make_user()).versions.count() == 2


def test_a_draft_is_not_written_for_ever(request_, monkeypatch):
    monkeypatch.setattr(versions, 'MAX_VERSIONS', 2)
    writer = make_user()
    draft(request_, writer, note='Satu.')
    letter = draft(request_, writer, note='Dua.')

    with pytest.raises(OutcomeRefused) as refused:
        draft(request_, writer, note='Tiga.')

    assert [refusal.code for refusal in refused.value.refusals] == ['versions-exhausted']
    letter.refresh_from_db()
    assert (letter.data['text']['note'], letter.versions.count()) == ('Dua.', 2)


def test_the_database_changes_no_version(request_):
    letter = draft(request_, make_user())
    rows = DocumentVersion.objects.filter(document=letter)

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(data={})

    assert letter.versions.get().data == letter.data


def differences(before, after):
    return [(found.label, found.before, found.after) for found in comparing.compare(before, after)]


def test_differences_are_told_in_words():
    before = sample('refused')
    after = sample('refused', addressee=['Sekretaris Daerah', 'u.p. Kepala Bagian Umum'])
    after['text']['note'] = 'Mohon diajukan kembali tahun depan.'
    after['servers'][1]['power'] = '800 W'
    after['check']['findings'][1]['have'] = '500 W'
    after['reasons'] = after['reasons'][:1]

    assert differences(before, after) == [
        ('Addressee', 'Pimpinan Dinas Kesehatan', 'Sekretaris Daerah\nu.p. Kepala Bagian Umum'),
        ('Text', '', 'Mohon diajukan kembali tahun depan.'),
        ('Reasons', '\n'.join(before['reasons']), before['reasons'][0]),
        ('Servers › rekam-medis-02 › Power draw', '450 W', '800 W'),
        ('Capacity check › Findings › Listrik › Available', '420 W', '500 W'),
    ]


def test_a_server_that_is_gone_is_a_difference_of_its_own_and_shifts_no_other():
    before, after = sample('accepted'), sample('accepted')
    del after['servers'][0]

    found = differences(before, after)

    assert ('Servers › rekam-medis-01 › Power draw', '450 W', '') in found
    assert all(label.startswith('Servers › rekam-medis-01') and new == '' for label, _old, new in found)


@pytest.mark.parametrize('name', NAMES)
def test_a_version_does_not_differ_from_itself(name):
    assert differences(sample(name), sample(name)) == []


@pytest.mark.parametrize('name', NAMES)
def test_every_line_of_every_paper_has_a_place_of_its_own(name):
    """Were two lines at one place, a difference of one of them would be hidden."""
    paths = [line.path for line in comparing.describe(sample(name))]

    assert len(paths) == len(set(paths))


@pytest.mark.parametrize('name', NAMES)
def test_nobody_reads_keys_of_programs(name):
    """Codes, keys of users, ISO dates and marks for the renderer are no text of the paper."""
    lines = comparing.describe(sample(name))

    assert lines
    assert not [line for line in lines if line.path[-1] in comparing.SILENT or line.path[-1].endswith('_key')]
    assert '2026-11-21' not in {line.text for line in lines}


def test_every_key_of_every_paper_has_a_label():
    """A key without one is shown as it stands in the code: name it in `comparing.LABELS`."""
    keys = {key for name in NAMES for key in keys_of(sample(name))}

    assert not keys - comparing.SILENT - set(comparing.LABELS)


def keys_of(value):
    if isinstance(value, dict):
        if 'iso' in value or 'ticked' in value:  # said in one line
            return
        for key, inner in value.items():
            if key not in comparing.SILENT and not key.endswith(comparing.SILENT_ENDS):
                yield key
                yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)
