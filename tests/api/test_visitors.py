"""REST and GraphQL of visitors and carried items."""

from netbox_colocation.models import AccessVisit, CarriedItem, Visitor
from tests import factories, subject_factories
from tests.api import base


class VisitorAPITests(base.EditableAPITestCase):
    __test__ = True
    model = Visitor
    brief_fields = ['display', 'id', 'name', 'organisation', 'url']
    bulk_update_data = {'organisation': 'A vendor'}
    bulk_update_invalid_data = {'identity_digits': '1371012345678901'}

    @classmethod
    def make_rows(cls) -> None:
        cls.visit = subject_factories.make_visit(visitors=['Ani', 'Budi', 'Citra'])
        cls.create_data = [
            {'visit': cls.visit.pk, 'name': f'Visitor {row}', 'identity_kind': 'passport', 'identity_digits': 'A123'}
            for row in range(3)
        ]

    def patch(self, row: Visitor, **data: object):
        return self.client.patch(self._get_detail_url(row), data, format='json', **self.header)

    def test_what_the_door_recorded_is_read_only(self) -> None:
        """A badge, or when somebody was let in, in a PATCH is ignored."""
        self.add_permissions('netbox_colocation.change_visitor')
        row = self._get_queryset().first()

        response = self.patch(row, badge_number='B-1', admitted_at='2026-11-24T02:00:00Z', position='Engineer')

        self.assertHttpStatus(response, 200)
        row.refresh_from_db()
        self.assertEqual((row.position, row.badge_number, row.admitted_at), ('Engineer', '', None))

    def test_visitor_does_not_change_once_the_visit_is_submitted(self) -> None:
        """Neither what was said of a visitor changes, nor is one added or taken away."""
        self.add_permissions(*(f'netbox_colocation.{verb}_visitor' for verb in ('add', 'change', 'delete')))
        row = self._get_queryset().first()
        AccessVisit.objects.filter(pk=self.visit.pk).update(status='open')

        changed = self.patch(row, name='Mallory')
        added = self.client.post(self._get_list_url(), self.create_data[0], format='json', **self.header)
        gone = self.client.delete(self._get_detail_url(row), **self.header)

        self.assertEqual([changed.status_code, added.status_code, gone.status_code], [400, 400, 409])
        self.assertEqual(self.visit.visitor_names, ['Ani', 'Budi', 'Citra'])

    def test_visitor_stays_with_the_visit(self) -> None:
        """A visitor of a submitted visit is not moved out of it into a draft."""
        self.add_permissions('netbox_colocation.change_visitor')
        row = self._get_queryset().first()
        AccessVisit.objects.filter(pk=self.visit.pk).update(status='open')

        response = self.patch(row, visit=subject_factories.make_visit().pk)

        self.assertHttpStatus(response, 400)
        row.refresh_from_db()
        self.assertEqual(row.visit, self.visit)

    def test_contact_and_identity_stay_out_of_the_change_log(self) -> None:
        """The log of changes would keep them beyond their time."""
        self.add_permissions('netbox_colocation.change_visitor')
        row = self._get_queryset().first()

        self.patch(row, phone='0751-4321', email='ani@example.org', identity_kind='passport', identity_digits='A123')

        from core.models import ObjectChange

        for change in ObjectChange.objects.filter(changed_object_id=row.pk):
            logged = f'{change.prechange_data} {change.postchange_data}'
            self.assertNotIn('0751-4321', logged)
            self.assertNotIn('ani@example.org', logged)
            self.assertNotIn('A123', logged)


class CarriedItemAPITests(base.EditableAPITestCase):
    __test__ = True
    model = CarriedItem
    brief_fields = ['display', 'id', 'name', 'quantity', 'serial', 'url']
    bulk_update_data = {'quantity': 4}
    bulk_update_invalid_data = {'quantity': 0}

    @classmethod
    def make_rows(cls) -> None:
        cls.visit = subject_factories.make_visit()
        for _ in range(3):
            subject_factories.make_item(cls.visit)
        cls.create_data = [
            {'visit': cls.visit.pk, 'name': f'Item {row}', 'serial': f'SN-{row}', 'direction': 'out'}
            for row in range(3)
        ]

    def test_device_is_found_by_its_serial_number(self) -> None:
        """An item that names no device has the one of its serial number, in whichever letters."""
        self.add_permissions('netbox_colocation.add_carrieditem', 'dcim.view_device')
        device = factories.make_device(factories.make_rack(), serial='ABC-77')

        data = {**self.create_data[0], 'serial': 'abc-77'}
        response = self.client.post(self._get_list_url(), data, format='json', **self.header)

        self.assertHttpStatus(response, 201)
        self.assertEqual(self._get_queryset().get(pk=response.data['id']).device, device)
