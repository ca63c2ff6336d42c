"""NetBox's inherited API suites for a plugin whose tests live outside its package, and what our own API tests share."""

import re
import tempfile
from typing import Any, ClassVar
from unittest import mock

from django.core.files.storage import FileSystemStorage
from django.db.models import Model
from rest_framework.test import APIClient

from users.constants import TOKEN_PREFIX
from users.models import Token, User
from utilities.testing import APITestCase, APIViewTestCases, disable_warnings

from netbox_colocation.models import Document
from tests.base import APP, RowsMixin, permit

__all__ = (
    'ROOT',
    'EditableAPITestCase',
    'PluginAPITestCase',
    'PrivateFilesMixin',
    'ReadOnlyAPITestCase',
    'log_in',
    'permit',
    'state_of',
)

ROOT = '/api/plugins/colocation/'


def log_in(user: User, *, write_enabled: bool = True) -> APIClient:
    """Return a client that sends a token of this user with every request."""
    token = Token.objects.create(user=user, write_enabled=write_enabled)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f'Bearer {TOKEN_PREFIX}{token.key}.{token.token}')
    return client


def state_of(model: type[Model]) -> list[dict[str, Any]]:
    """Return every row of a table, to see afterwards that nothing changed."""
    return list(model.objects.order_by('pk').values())


class PluginAPIMixin(RowsMixin):
    """Names as the plugin's routes and GraphQL queries have them."""

    view_namespace = f'plugins-api:{APP}'
    # Written out in every suite: a field that comes or goes in `?brief=1` is seen.
    brief_fields: ClassVar[list[str]]

    def _get_graphql_base_name(self) -> str:
        words = re.sub(r'(?<!^)(?=[A-Z])', '_', self.model.__name__).lower()
        return f'colocation_{words.removeprefix("colocation_")}'


class EditableAPITestCase(PluginAPIMixin, APIViewTestCases.APIViewTestCase):
    """Everything that a client does with rows made by hand."""


class ReadOnlyAPITestCase(
    PluginAPIMixin,
    APIViewTestCases.GetObjectViewTestCase,
    APIViewTestCases.ListObjectsViewTestCase,
    APIViewTestCases.GraphQLTestCase,
):
    """Rows that only the procedure writes: a client reads them and changes nothing, whatever it holds."""

    def test_no_method_changes_a_row(self) -> None:
        """POST, PUT, PATCH and DELETE are not there, on the list or on a row; not even for a superuser."""
        self.user.is_superuser = True
        self.user.save()
        before = state_of(self.model)
        one = self._get_detail_url(self._get_queryset().first())
        rows = [{'id': row['id'], 'state': 'closed'} for row in before]

        with disable_warnings('django.request'):
            statuses = [
                getattr(self.client, method)(url, data, format='json', **self.header).status_code
                for url, data in ((self._get_list_url(), rows), (one, {'state': 'closed'}))
                for method in ('post', 'put', 'patch', 'delete')
            ]

        self.assertEqual(statuses, [405] * 8)
        self.assertEqual(state_of(self.model), before)

    def test_without_permission_no_method_says_more_than_forbidden(self) -> None:
        """Who may not even view gets 403 for every method."""
        url = self._get_detail_url(self._get_queryset().first())

        with disable_warnings('django.request'):
            statuses = [
                getattr(self.client, method)(url, {}, format='json', **self.header).status_code
                for method in ('post', 'put', 'patch', 'delete')
            ]

        self.assertEqual(statuses, [403] * 4)


class PluginAPITestCase(APITestCase):
    """A test of endpoints that belong to no suite; `self.client` sends the token of `self.user`."""

    view_namespace = f'plugins-api:{APP}'
    user_permissions = ()

    def setUp(self) -> None:
        super().setUp()
        self.client.credentials(**self.header)


class PrivateFilesMixin:
    """Keeps private files in a folder of the test's own."""

    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        storage = FileSystemStorage(location=folder.name, base_url=None)
        patch = mock.patch.object(Document._meta.get_field('file'), 'storage', storage)
        patch.start()
        self.addCleanup(patch.stop)


# The classes above are bases: pytest would otherwise collect them from every module that imports them.
for base in (EditableAPITestCase, ReadOnlyAPITestCase, PluginAPITestCase):
    base.__test__ = False
