"""REST and GraphQL of the archive's classes."""

from netbox_colocation.models import Classification
from tests import factories
from tests.api import base


class ClassificationAPITests(base.EditableAPITestCase):
    __test__ = True
    model = Classification
    brief_fields = ['code', 'description', 'display', 'id', 'name', 'url']
    bulk_update_data = {'active_years': 3, 'fate': 'permanent'}
    bulk_update_invalid_data = {'fate': 'burnt'}

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant()
        for _ in range(3):
            parent = factories.make_classification(agency=agency, active_years=2, fate='destroy')
        cls.create_data = [
            {'agency': agency.pk, 'code': '500.12', 'name': 'Komunikasi dan informatika', 'parent': parent.pk},
            {'code': '500.12', 'name': 'Everybody’s', 'active_years': 2, 'inactive_years': 3, 'fate': 'destroy'},
            {'code': '555', 'name': 'Old', 'is_in_force': False},
        ]
