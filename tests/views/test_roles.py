"""Pages of roles, appointments and representatives."""

from utilities.testing import create_tags

from netbox_colocation.models import Appointment, ProcedureRole, Representative
from tests import base, factories


class ProcedureRoleViewTests(base.EditableViewTestCase):
    __test__ = True
    model = ProcedureRole

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant(slug='agency')
        other = factories.make_tenant()
        rows = [factories.make_role(agency=agency) for _ in range(3)]
        tags = create_tags('Alpha', 'Bravo')
        cls.form_data = {
            'agency': agency.pk,
            'key': 'head',
            'name': 'Head of agency',
            'description': 'Signs',
            'tags': [tag.pk for tag in tags],
        }
        cls.csv_data = ('agency,key,name', 'agency,one,One', 'agency,two,Two', 'agency,three,Three')
        cls.csv_update_data = ('id,name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'description': 'In bulk', 'agency': other.pk}


class AppointmentViewTests(base.EditableViewTestCase):
    __test__ = True
    model = Appointment

    @classmethod
    def make_rows(cls) -> None:
        role = factories.make_role(agency=factories.make_tenant(slug='agency'), key='head')
        # The same key in another agency: an import has to name the agency then.
        factories.make_role(key='head')
        user = factories.make_user(username='holder')
        rows = [factories.make_appointment(role=role) for _ in range(3)]
        cls.form_data = {
            'role': role.pk,
            'user': user.pk,
            'holder_name': 'Dra. Someone, M.Si',
            'rank': 'IV/c',
            'capacity': 'acting',
            'decree': '821/1/2026',
            'valid_from': '2026-01-02',
            'valid_until': '2026-12-31',
        }
        cls.validation_excluded_fields = ['valid_from', 'valid_until']
        cls.csv_data = (
            'agency,role,user,holder_name,capacity,valid_from',
            'agency,head,holder,One,definitive,2026-01-01',
            'agency,head,holder,Two,acting,2026-01-01',
            'agency,head,,Three,,2026-01-01',
        )
        cls.csv_update_data = ('id,holder_name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'decree': '1/2026', 'capacity': 'on-behalf'}


class RepresentativeViewTests(base.EditableViewTestCase):
    __test__ = True
    model = Representative

    @classmethod
    def make_rows(cls) -> None:
        tenant = factories.make_tenant(slug='applicant')
        user = factories.make_user()
        for name in ('first', 'second', 'third'):
            factories.make_user(username=name)
        rows = [factories.make_representative(tenant=tenant) for _ in range(3)]
        cls.form_data = {'tenant': tenant.pk, 'user': user.pk, 'position': 'Secretary', 'valid_from': '2026-01-02'}
        cls.validation_excluded_fields = ['valid_from']
        cls.csv_data = (
            'tenant,user,position,valid_from',
            'applicant,first,Secretary,2026-01-01',
            'applicant,second,Head,2026-01-01',
            'applicant,third,,2026-01-01',
        )
        cls.csv_update_data = ('id,position', *(f'{row.pk},Position {row.pk}' for row in rows))
        cls.bulk_edit_data = {'position': 'In bulk'}
