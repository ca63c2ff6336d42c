"""REST and GraphQL of roles, appointments and representatives."""

from netbox_colocation.models import Appointment, ProcedureRole, Representative
from tests import factories
from tests.api import base


class ProcedureRoleAPITests(base.EditableAPITestCase):
    __test__ = True
    model = ProcedureRole
    brief_fields = ['description', 'display', 'id', 'key', 'name', 'url']
    bulk_update_data = {'description': 'An office', 'comments': 'Changed together'}
    bulk_update_invalid_data = {'key': 'applicant'}

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant()
        for _ in range(3):
            factories.make_role(agency=agency)
        cls.create_data = [
            {'agency': agency.pk, 'key': f'helpdesk-{row}', 'name': f'Helpdesk {row}'} for row in range(3)
        ]

    def test_applicant_is_not_an_office(self) -> None:
        """A role called `applicant` is refused at the field: representatives act for applicants."""
        self.add_permissions('netbox_colocation.add_procedurerole')
        data = {**self.create_data[0], 'key': 'applicant'}

        response = self.client.post(self._get_list_url(), data, format='json', **self.header)

        self.assertHttpStatus(response, 400)
        self.assertEqual(list(response.data), ['key'])


class AppointmentAPITests(base.EditableAPITestCase):
    __test__ = True
    model = Appointment
    brief_fields = ['capacity', 'description', 'display', 'holder_name', 'id', 'role', 'url']
    bulk_update_data = {'rank': 'Pembina', 'decree': 'SK 1/2026'}
    bulk_update_invalid_data = {'valid_until': '1999-01-01'}

    @classmethod
    def make_rows(cls) -> None:
        role, user = factories.make_role(), factories.make_user()
        for _ in range(3):
            factories.make_appointment(role=role)
        cls.create_data = [
            {
                'role': role.pk,
                'user': user.pk,
                'holder_name': f'Holder {row}',
                'capacity': 'acting',
                'valid_from': '2026-01-01',
            }
            for row in range(3)
        ]

    def test_being_current_follows_from_the_days(self) -> None:
        """`is_current` cannot be claimed: it is what the days say."""
        self.add_permissions('netbox_colocation.change_appointment')
        appointment = self._get_queryset().first()
        data = {'valid_from': '2001-01-01', 'valid_until': '2002-01-01', 'is_current': True}

        response = self.client.patch(self._get_detail_url(appointment), data, format='json', **self.header)

        self.assertHttpStatus(response, 200)
        appointment.refresh_from_db()
        self.assertFalse(appointment.is_current)


class RepresentativeAPITests(base.EditableAPITestCase):
    __test__ = True
    model = Representative
    brief_fields = ['description', 'display', 'id', 'position', 'tenant', 'url', 'user']
    bulk_update_data = {'position': 'Kepala Subbagian'}
    bulk_update_invalid_data = {'valid_until': '1999-01-01'}

    @classmethod
    def make_rows(cls) -> None:
        tenant = factories.make_tenant()
        for _ in range(3):
            factories.make_representative(tenant=tenant)
        cls.create_data = [
            {'tenant': tenant.pk, 'user': factories.make_user().pk, 'valid_from': '2026-01-01'} for _ in range(3)
        ]
