"""Search in all letters is answered by the index of their words."""

import pytest
from django.db import connection

from netbox_colocation.filtersets.words import find_documents
from netbox_colocation.models import Document
from tests.factories import make_document

pytestmark = pytest.mark.django_db


def test_words_are_looked_up_in_their_index():
    """Query and index say the same expression: PostgreSQL uses the index where reading every row is forbidden."""
    make_document(content='rekam medis')

    with connection.cursor() as cursor:
        cursor.execute('SET LOCAL enable_seqscan = off')
    plan = Document.objects.filter(pk__in=find_documents('rekam')).explain()

    assert 'Bitmap Index Scan on netbox_colo_document_content' in plan


def test_a_search_is_one_query(django_assert_num_queries):
    paper = make_document(content='rekam medis')

    with django_assert_num_queries(1):
        assert list(Document.objects.filter(pk__in=find_documents('medis'))) == [paper]
