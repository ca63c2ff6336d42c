"""REST and GraphQL of disposition instructions."""

from netbox_colocation.models import DispositionInstruction
from tests import factories, subject_factories
from tests.api import base


class DispositionInstructionAPITests(base.EditableAPITestCase):
    __test__ = True
    model = DispositionInstruction
    brief_fields = ['display', 'id', 'key', 'text', 'url']
    bulk_update_data = {'weight': 7}
    bulk_update_invalid_data = {'weight': 'heavy'}

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant()
        for _ in range(3):
            subject_factories.make_instruction(agency=agency)
        cls.create_data = [{'agency': agency.pk, 'key': f'new-{row}', 'text': f'Teks {row}'} for row in range(3)]
