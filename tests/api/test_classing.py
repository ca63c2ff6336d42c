"""Classifying a paper through page and API, by whoever has the right on its row."""

from django.urls import reverse

from netbox_colocation.models import Document
from tests import base, factories


class ClassifyTests(base.PluginTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.rule = factories.make_classification(code='500.12')
        self.paper = factories.make_document(factories.make_request(case=factories.make_case()))

    def test_an_officer_with_the_right_classifies_on_the_page(self) -> None:
        self.add_permissions('netbox_colocation.view_document', 'netbox_colocation.classify_document')
        address = reverse('plugins:netbox_colocation:document_classify', kwargs={'pk': self.paper.pk})
        self.assertContains(self.client.get(address), '500.12')

        self.client.post(address, {'classification': self.rule.pk})

        self.assertEqual(Document.objects.get(pk=self.paper.pk).classification, self.rule)

    def test_without_the_right_nobody_does(self) -> None:
        self.add_permissions('netbox_colocation.view_document')
        address = reverse('plugins:netbox_colocation:document_classify', kwargs={'pk': self.paper.pk})

        self.assertHttpStatus(self.client.post(address, {'classification': self.rule.pk}), 403)

        self.assertIsNone(Document.objects.get(pk=self.paper.pk).classification)
