"""How refusals are answered: the status of each, a stable code, and all findings at once."""

from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import ObjectChange

from netbox_colocation import exceptions
from netbox_colocation.models import ColocationRequest, Document
from netbox_colocation.ui.acting import status_of_refusal
from tests import factories
from tests.api import base

REFUSAL = exceptions.Refusal('no-letter', 'Attach the letter.', field='letter', data={'pk': 7})


@pytest.mark.parametrize(
    ('error', 'status'),
    [
        (exceptions.RoleNotHeld('x'), 403),
        (exceptions.TaskNotOpen('x'), 409),
        (exceptions.TaskClaimed('x'), 409),
        (exceptions.DraftRefused('x'), 409),
        (exceptions.LinkInvalid('x'), 409),
        (exceptions.OutcomeRefused([REFUSAL]), 409),
        (exceptions.SigningRefused([REFUSAL]), 409),
        (exceptions.TemplateRefused([REFUSAL]), 409),
        (exceptions.RequestNotReady([REFUSAL]), 409),
        (exceptions.AllocationRefused([REFUSAL]), 409),
        (exceptions.OutcomeUnknown('x'), 400),
        (exceptions.DataInvalid('x'), 400),
        (exceptions.FileRefused('x'), 400),
        (exceptions.CallRefused('x'), 400),
        (exceptions.ChangedMeanwhile('x'), 409),
        (exceptions.KeyReused('x'), 422),
        (exceptions.CursorLost('x'), 410),
        (exceptions.BodyTooLarge('x'), 413),
        (exceptions.DocumentInvalid('x'), 400),
        (exceptions.ColocationError('x'), 409),
    ],
    ids=lambda value: getattr(value, 'code', None),
)
def test_every_refusal_has_its_status(error: exceptions.ColocationError, status: int):
    assert status_of_refusal(error) == status


def test_no_refusal_was_forgotten():
    """The table above names every kind of refusal that there is."""
    [marker] = [mark for mark in test_every_refusal_has_its_status.pytestmark if mark.name == 'parametrize']
    tested = {type(error) for error, _ in marker.args[1]}

    def kinds(kind: type) -> set[type]:
        return {kind}.union(*(kinds(child) for child in kind.__subclasses__()))

    ours = {kind for kind in kinds(exceptions.ColocationError) if kind.__module__ == exceptions.__name__}
    assert ours == tested


class RefusalTests(base.PrivateFilesMixin, base.PluginAPITestCase):
    """A service that refuses, through an endpoint."""

    __test__ = True
    model = ColocationRequest

    def post_letter(self, service):
        self.add_permissions('netbox_colocation.change_colocationrequest')
        request = factories.make_request()
        with mock.patch('netbox_colocation.api.views.subjects.files.store_upload', service):
            return self.client.post(
                f'{base.ROOT}colocation-requests/{request.pk}/letter/',
                {'file': SimpleUploadedFile('letter.pdf', factories.make_pdf())},
                format='multipart',
            )

    def test_body_says_everything(self) -> None:
        """Code, sentence and every finding with its facts."""
        response = self.post_letter(mock.Mock(side_effect=exceptions.AllocationRefused([REFUSAL, REFUSAL])))

        self.assertHttpStatus(response, 409)
        self.assertEqual(response.json()['code'], 'allocation-refused')
        self.assertIn('Attach the letter.', response.json()['detail'])
        finding = {'code': 'no-letter', 'message': 'Attach the letter.', 'field': 'letter', 'data': {'pk': 7}}
        self.assertEqual(response.json()['findings'], [finding, finding])

    def test_refusal_undoes_what_was_written_and_tells_nobody(self) -> None:
        """Rows written before the refusal are gone, and no event rule hears of them."""

        def write_and_refuse(request, *args, **kwargs):
            factories.make_document(request)
            raise exceptions.TaskNotOpen('Too late.')

        with mock.patch('netbox.context_managers.flush_events') as flush:
            response = self.post_letter(write_and_refuse)

        self.assertHttpStatus(response, 409)
        self.assertEqual((Document.objects.count(), ObjectChange.objects.count()), (0, 0))
        self.assertEqual(flush.call_args_list, [])
