"""What NetBox's inherited suites need to know about a plugin whose tests live outside its package."""

from pathlib import Path
from typing import Any

from django.db.models import Model

from core.models import ObjectType
from users.models import ObjectPermission, User
from utilities.testing import TestCase, ViewTestCases, query_counts

from netbox_colocation import models
from netbox_colocation.workflows.publishing import load_yaml, publish, shipped_procedures
from tests import factories

__all__ = (
    'APP',
    'EditableViewTestCase',
    'PluginTestCase',
    'ReadOnlyViewTestCase',
    'RowsMixin',
    'permit',
    'publish_procedure',
)

APP = 'netbox_colocation'
_BASELINE = Path(__file__).parent / query_counts.BASELINE_FILENAME
_core_path = query_counts._baseline_path


def _baseline_path(app_label: str) -> Path:
    """NetBox looks for the baseline inside the app's package; ours ships without tests."""
    return _BASELINE if app_label == APP else _core_path(app_label)


query_counts._baseline_path = _baseline_path


def publish_procedure(**overrides: Any) -> models.ProcedureVersion:
    """Publish the shipped West Sumatra procedure for an agency (`agency`, or a new one)."""
    text = shipped_procedures()['sumbar-colocation']
    fields = {'agency': overrides.get('agency') or factories.make_tenant(), 'actor': None, 'now': factories.NOW}
    return publish(load_yaml(text), **{**fields, **overrides})


class RowsMixin:
    """A suite over three rows, which `make_rows` makes."""

    model: type[Model]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.make_rows()

    @classmethod
    def make_rows(cls) -> None:
        raise NotImplementedError

    def _get_base_url(self) -> str:
        return f'plugins:{APP}:{self.model._meta.model_name}_{{}}'


class EditableViewTestCase(RowsMixin, ViewTestCases.PrimaryObjectViewTestCase):
    """Everything that a user does with rows made by hand."""


class ReadOnlyViewTestCase(
    RowsMixin,
    ViewTestCases.GetObjectViewTestCase,
    ViewTestCases.GetObjectChangelogViewTestCase,
    ViewTestCases.ListObjectsViewTestCase,
):
    """Rows that only the procedure writes: a page each, a list, and no way to change them."""

    def test_nothing_changes_rows(self) -> None:
        """There is no page to add, edit, import or delete; not even for a superuser."""
        self.user.is_superuser = True
        self.user.save()
        row = self._get_queryset().first()
        pages = [self._get_url('list') + name for name in ('add/', 'import/', 'edit/', 'delete/')]
        pages += [row.get_absolute_url() + name for name in ('edit/', 'delete/')]

        statuses = {page: self.client.get(page).status_code for page in pages}

        self.assertEqual(statuses, dict.fromkeys(pages, 404))


# The suites above are bases: pytest would otherwise collect them from every module that imports them.
EditableViewTestCase.__test__ = False
ReadOnlyViewTestCase.__test__ = False


class PluginTestCase(TestCase):
    """A test of pages that belong to no suite."""


def permit(user: User, model: type[Model], *actions: str, **constraints: Any) -> ObjectPermission:
    """Give a user an object permission; `constraints` are those of NetBox."""
    permission = ObjectPermission.objects.create(
        name=f'{model.__name__} {factories.number()}', actions=list(actions), constraints=constraints or None
    )
    permission.users.add(user)
    permission.object_types.add(ObjectType.objects.get_for_model(model))
    return permission
