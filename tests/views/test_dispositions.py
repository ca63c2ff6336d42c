"""Pages of disposition instructions."""

from netbox_colocation.models import DispositionInstruction
from tests import base, factories, subject_factories


class DispositionInstructionViewTests(base.EditableViewTestCase):
    __test__ = True
    model = DispositionInstruction

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant(slug='agency')
        rows = [subject_factories.make_instruction(agency=agency) for _ in range(3)]
        cls.form_data = {'agency': agency.pk, 'key': 'follow-up', 'text': 'Tindak lanjuti', 'weight': 10}
        cls.csv_data = (
            'agency,key,text,weight',
            'agency,one,Satu,1',
            'agency,two,Dua,2',
            'agency,three,Tiga,',
        )
        cls.csv_update_data = ('id,text', *(f'{row.pk},New text {row.pk}' for row in rows))
        cls.bulk_edit_data = {'weight': 77}
