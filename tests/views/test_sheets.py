"""Printed sheets: who gets them, and what comes."""

from django.urls import reverse

from utilities.testing import TestCase

from netbox_colocation.models import Case, ProcedureVersion
from tests import base, factories
from tests.documents.reading import read_text


class SheetViewTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.version = base.publish_procedure()
        cls.case = factories.make_case(version=cls.version)
        factories.make_request(
            case=cls.case, procedure=cls.version.procedure, applicant=cls.case.applicant, status='open'
        )

    def get(self, row: Case | ProcedureVersion, **params: str):
        kind = row._meta.model_name
        return self.client.get(reverse(f'plugins:netbox_colocation:{kind}_sheet', args=[row.pk]), params)

    def test_version_prints_its_procedure(self) -> None:
        """Whoever may view a version gets its sheet, in a file that nothing else is made of."""
        self.add_permissions('netbox_colocation.view_procedureversion')

        response = self.get(self.version)

        self.assertEqual(response.headers['Content-Type'], 'application/pdf')
        self.assertEqual(response.headers['X-Content-Type-Options'], 'nosniff')
        self.assertEqual(response.headers['Cache-Control'], 'private, no-store')
        self.assertIn('PERMOHONAN COLOCATION', read_text(response.content))
        self.assertEqual(self.get(self.version).content, response.content)

    def test_case_prints_its_state(self) -> None:
        """The sheet of a case names the case."""
        self.add_permissions('netbox_colocation.view_case')

        self.assertIn(f'Berkas {self.case.number}', read_text(self.get(self.case, paper='f4').content))

    def test_nobody_prints_what_they_may_not_view(self) -> None:
        """Neither right, nor the right to look at other rows, gives a sheet."""
        for row in (self.version, self.case):
            self.assertHttpStatus(self.get(row), 403)
        self.add_constrained_permission('view', Case, {'number': 'another'})
        self.add_constrained_permission('view', ProcedureVersion, {'number': 99})
        for row in (self.version, self.case):
            self.assertHttpStatus(self.get(row), 404)

    def test_draft_has_no_sheet(self) -> None:
        """What is not published is not printed."""
        self.add_permissions('netbox_colocation.view_procedureversion')
        draft = ProcedureVersion.objects.create(procedure=self.version.procedure, number=2)

        self.assertHttpStatus(self.get(draft), 404)

    def test_pages_have_a_button(self) -> None:
        """The pages of a version and of a case lead to their sheets."""
        self.add_permissions('netbox_colocation.view_procedureversion', 'netbox_colocation.view_case')

        for row in (self.version, self.case):
            address = reverse(f'plugins:netbox_colocation:{row._meta.model_name}_sheet', args=[row.pk])
            self.assertContains(self.client.get(row.get_absolute_url()), f'href="{address}"')

    def add_constrained_permission(self, action: str, model: type, constraints: dict) -> None:
        from core.models import ObjectType
        from users.models import ObjectPermission

        permission = ObjectPermission.objects.create(
            name=f'{model.__name__}', actions=[action], constraints=constraints
        )
        permission.users.add(self.user)
        permission.object_types.add(ObjectType.objects.get_for_model(model))
