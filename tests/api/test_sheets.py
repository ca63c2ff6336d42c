"""Printed sheets over REST."""

from django.urls import reverse

from utilities.testing import APITestCase

from tests import base, factories
from tests.documents.reading import read_text


class SheetTests(APITestCase):
    def test_sheets_come_for_whoever_may_view_the_row(self) -> None:
        """A version's and a case's sheet, whatever the client says it accepts; 404 without the right to see the row."""
        version = base.publish_procedure()
        case = factories.make_case(version=version)
        factories.make_request(case=case, procedure=version.procedure, applicant=case.applicant, status='open')
        addresses = {
            f'netbox_colocation.view_{name}': reverse(f'plugins-api:netbox_colocation-api:{name}-sheet', args=[pk])
            for name, pk in (('procedureversion', version.pk), ('case', case.pk))
        }

        for permission, address in addresses.items():
            self.assertIn(self.client.get(address, **self.header).status_code, (403, 404))
            self.add_permissions(permission)
            response = self.client.get(address, {'paper': 'f4'}, HTTP_ACCEPT='application/pdf', **self.header)
            self.assertHttpStatus(response, 200)
            self.assertEqual(response.headers['Content-Type'], 'application/pdf')
            self.assertIn('PERMOHONAN COLOCATION', read_text(response.content))
