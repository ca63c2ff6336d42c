"""REST and GraphQL of procedures and their versions."""

from netbox_colocation.models import Procedure, ProcedureVersion
from tests import factories
from tests.api import base


class ProcedureAPITests(base.EditableAPITestCase):
    __test__ = True
    model = Procedure
    brief_fields = ['description', 'display', 'id', 'key', 'name', 'url']
    bulk_update_data = {'description': 'In force'}
    bulk_update_invalid_data = {'subject_kind': 'nonsense'}

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant()
        for _ in range(3):
            factories.make_procedure(agency=agency, description='A procedure')
        cls.create_data = [{'agency': agency.pk, 'key': f'sop-{row}', 'name': f'SOP {row}'} for row in range(3)]


class ProcedureVersionAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = ProcedureVersion
    brief_fields = ['display', 'id', 'number', 'procedure', 'state', 'url']

    @classmethod
    def make_rows(cls) -> None:
        procedure = factories.make_procedure()
        for _ in range(3):
            factories.make_version(procedure=procedure)
