"""Pages of visitors and carried items."""

from netbox_colocation.models import AccessVisit, CarriedItem, Visitor
from tests import base, subject_factories


class VisitorViewTests(base.EditableViewTestCase):
    __test__ = True
    model = Visitor

    @classmethod
    def make_rows(cls) -> None:
        cls.visit = subject_factories.make_visit(visitors=['Ani', 'Budi', 'Citra'])
        rows = cls.visit.visitors.all()
        cls.form_data = {
            'visit': cls.visit.pk,
            'name': 'Dewi',
            'organisation': 'A vendor',
            'position': 'Engineer',
            'phone': '0751',
            'email': 'dewi@example.org',
            'identity_kind': 'citizen-card',
            'identity_digits': '1234',
            'is_leader': True,
        }
        pk = cls.visit.pk
        cls.csv_data = (
            'visit,name,organisation,identity_kind,identity_digits',
            f'{pk},One,Vendor,passport,A123',
            f'{pk},Two,,,',
            f'{pk},Three,,,',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'organisation': 'In bulk'}

    def be_superuser(self) -> None:
        self.user.is_superuser = True
        self.user.save()

    def test_whole_identity_number_is_refused_wherever_it_is_typed(self) -> None:
        """Neither a name nor anything else takes the number of an identity card, whatever stands between its digits."""
        self.be_superuser()
        number = '1371 0123 4567 8901'

        for field in ('name', 'organisation', 'position', 'phone', 'identity_digits'):
            with self.subTest(field=field):
                response = self.client.post(self._get_url('add'), {**self.form_data, field: number})
                self.assertIn(field, response.context['form'].errors)
        self.assertFalse(Visitor.objects.filter(name='Dewi').exists())

    def test_visitor_of_submitted_visit_stays(self) -> None:
        """Once the visit is submitted its visitors are neither edited, added nor deleted."""
        self.be_superuser()
        visitor = self.visit.visitors.first()
        AccessVisit.objects.filter(pk=self.visit.pk).update(status='open')

        for action in ('edit', 'delete'):
            response = self.client.get(self._get_url(action, visitor))
            self.assertRedirects(response, visitor.get_absolute_url(), fetch_redirect_response=False)
        self.client.post(self._get_url('bulk_delete'), {'pk': [visitor.pk], 'confirm': True, '_confirm': True})
        added = self.client.post(self._get_url('add'), self.form_data)

        self.assertHttpStatus(added, 200)
        self.assertEqual(self.visit.visitors.count(), 3)


class CarriedItemViewTests(base.EditableViewTestCase):
    __test__ = True
    model = CarriedItem

    @classmethod
    def make_rows(cls) -> None:
        cls.visit = subject_factories.make_visit()
        rows = [subject_factories.make_item(cls.visit) for _ in range(3)]
        cls.form_data = {
            'visit': cls.visit.pk,
            'name': 'Disk',
            'serial': 'SN-DISK-1',
            'quantity': 2,
            'direction': 'in',
        }
        pk = cls.visit.pk
        cls.csv_data = (
            'visit,name,serial,quantity,direction',
            f'{pk},One,SN-1,2,in',
            f'{pk},Two,,,',
            f'{pk},Three,,,out',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'quantity': 7}
