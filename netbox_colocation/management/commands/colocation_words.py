"""`colocation_words`: let papers of before the search in all letters be found by their words."""

from django.core.management.base import BaseCommand

from ...documents.content import words_of_data, words_of_file
from ...documents.kinds import DRAFTED_KINDS
from ...models import Document


class Command(BaseCommand):
    help = 'Read the words of every paper that has a file and none yet; run it once after an upgrade.'

    def handle(self, *args, **options) -> None:
        found = 0
        papers = Document.objects.filter(content='', destroyed_at=None).exclude(file='').order_by('pk')
        for document in papers.iterator(chunk_size=100):
            # Not `save()`: nothing of the paper changes, so nobody is told and the change log stays as it is.
            if words := _read(document):
                found += Document.objects.filter(pk=document.pk, content='').update(content=words)
        self.stdout.write(f'papers with words: {found}')


def _read(document: Document) -> str:
    if document.kind in DRAFTED_KINDS:
        return words_of_data(document.data)
    try:
        with document.file.open('rb') as file:
            return words_of_file(file.read(), document.media_type)
    except FileNotFoundError:
        return ''
