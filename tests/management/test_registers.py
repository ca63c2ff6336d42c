"""The commands that fill the table of classes and read the words of papers of before."""

import pytest
from django.core.management import CommandError, call_command

from netbox_colocation.documents import drafting, rendering
from netbox_colocation.models import Classification, Document
from tests.documents.cases import ACCEPTED, make_open_request
from tests.documents.conftest import files
from tests.factories import NOW, make_tenant, make_user

__all__ = ('files',)

pytestmark = pytest.mark.django_db


def test_classes_are_added_for_everybody_or_one_agency(capsys):
    agency = make_tenant(slug='kominfo')
    for arguments in ([], [], ['--agency', 'kominfo']):
        call_command('colocation_classifications', *arguments)

    first, second, third = capsys.readouterr().out.splitlines()
    assert (first, second) == (
        third,
        first.replace('added: ', 'added: 0, there before: ').split(', there before: 0')[0],
    )
    assert Classification.objects.filter(agency=agency).exists()
    with pytest.raises(CommandError, match='no tenant'):
        call_command('colocation_classifications', '--agency', 'nobody')


def test_papers_of_before_get_their_words(files):
    draft = drafting.draft(make_open_request(), 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
    rendering.store_rendition(draft.pk)
    Document.objects.update(content='')

    call_command('colocation_words')

    draft.refresh_from_db()
    assert 'Persetujuan Permohonan Colocation Server' in draft.content
