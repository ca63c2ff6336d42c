"""Pages of procedures and their versions."""

from netbox_colocation.models import Procedure, ProcedureVersion
from tests import base, factories


class ProcedureViewTests(base.EditableViewTestCase):
    __test__ = True
    model = Procedure

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant(slug='agency')
        rows = [factories.make_procedure(agency=agency) for _ in range(3)]
        cls.form_data = {
            'agency': agency.pk,
            'key': 'colocation',
            'name': 'Colocation request',
            'subject_kind': 'colocation-request',
        }
        cls.csv_data = (
            'agency,key,name,subject_kind',
            'agency,one,One,colocation-request',
            'agency,two,Two,colocation-request',
            'agency,three,Three,',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'description': 'In bulk'}


class ProcedureVersionViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = ProcedureVersion

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            base.publish_procedure()

    def test_page_shows_document(self) -> None:
        """The document of a version stands on its page."""
        self.add_permissions('netbox_colocation.view_procedureversion')

        response = self.client.get(self._get_queryset().first().get_absolute_url())

        self.assertContains(response, 'Permohonan Colocation')
