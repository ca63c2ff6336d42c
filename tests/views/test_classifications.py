"""Pages of the archive's classes, and the ready-made ones."""

from django.urls import reverse

from utilities.testing import disable_warnings

from netbox_colocation.models import Classification
from tests import base, factories


class ClassificationViewTests(base.EditableViewTestCase):
    __test__ = True
    model = Classification

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant(slug='agency')
        rows = [factories.make_classification() for _ in range(3)]
        cls.form_data = {
            'agency': agency.pk,
            'code': '500.12.6.2',
            'name': 'Infrastruktur',
            'scheme': 'Permendagri 83/2022',
            'parent': rows[0].pk,
            'active_years': 2,
            'inactive_years': 3,
            'fate': 'destroy',
            'is_in_force': True,
        }
        cls.csv_data = (
            'agency,code,name,active_years,inactive_years,fate',
            'agency,500.12,Komunikasi,2,3,destroy',
            ',500.13,Pariwisata,,,',
            ',500.14,Statistik,1,,permanent',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},Class no. {row.pk}' for row in rows))
        cls.bulk_edit_data = {'active_years': 4, 'fate': 'reassess', 'is_in_force': False}


class ReadyMadeTests(base.PluginTestCase):
    url = '/plugins/colocation/classifications/ready-made/'

    def test_missing_classes_are_added_once(self) -> None:
        """The button adds what is missing, for everybody or one agency; what is there stays as it is."""
        self.add_permissions('netbox_colocation.add_classification', 'netbox_colocation.view_classification')
        agency = factories.make_tenant()
        kept = factories.make_classification(code='500.12', name='Own words')
        self.assertContains(self.client.get(reverse('plugins:netbox_colocation:classification_list')), self.url)

        self.assertContains(self.client.get(self.url), '500.12.15.1')
        for data in ({}, {}, {'agency': agency.pk}):
            self.assertHttpStatus(self.client.post(self.url, data), 302)

        kept.refresh_from_db()
        self.assertEqual(kept.name, 'Own words')
        self.assertEqual(Classification.objects.get(agency=None, code='500.12.15.1').parent.code, '500.12.15')
        counts = {owner: Classification.objects.filter(agency=owner).count() for owner in (None, agency)}
        self.assertEqual(counts[None], counts[agency])
        self.assertFalse(Classification.objects.get(agency=agency, code='555').is_in_force)

    def test_constrained_user_adds_nothing_of_others(self) -> None:
        """Who may add classes of one agency only does not fill everybody's table."""
        agency = factories.make_tenant()
        base.permit(self.user, Classification, 'add', agency=agency.pk)

        self.assertHttpStatus(self.client.post(self.url, {}), 403)
        self.assertFalse(Classification.objects.exists())
        with disable_warnings('django.request'):
            self.assertHttpStatus(self.client.post(self.url, {'agency': agency.pk}), 302)
