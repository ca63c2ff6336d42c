"""The description of the API (OpenAPI), and that nothing of it can clash with NetBox or another plugin."""

import re

import pytest
from django.apps import apps
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from rest_framework.serializers import BaseSerializer

from utilities.api import get_graphql_type_for_model, get_serializer_for_model

from netbox_colocation.api import views
from netbox_colocation.api.urls import router
from tests.api.base import ROOT

HIDDEN = {
    'impactline',
    'caseevent', 'decisionlink', 'outboxentry', 'heldunits', 'heldaddress', 'heldoutlet', 'heldport', 'racksummary',
    'stalerack', 'addresshint', 'freedaddress', 'capacitysample', 'documentversion', 'initial', 'signature',
    'workphoto', 'reviewline', 'publishedtarget', 'publication', 'staletarget', 'answeredrequest',
}  # fmt: skip
READ_ONLY = {
    'procedure-versions', 'cases', 'tasks', 'capacity-checks', 'holds', 'documents', 'extensions', 'drift-reports',
    'register-entries', 'dispatches', 'disposals', 'window-notices', 'work-log', 'access-log', 'access-reviews',
}  # fmt: skip
MODELS = [model for model in apps.get_app_config('netbox_colocation').get_models() if not model._meta.auto_created]
PUBLIC = [model for model in MODELS if model._meta.model_name not in HIDDEN and 'Tagged' not in model.__name__]


@pytest.fixture(scope='module')
def schema(django_db_setup, django_db_blocker):
    """The whole schema of NetBox with the plugin, generated once; and what the generator complained about."""
    reset_generator_stats()
    with django_db_blocker.unblock(), GENERATOR_STATS.silence():
        described = SchemaGenerator().get_schema(request=None, public=True)
    complaints = [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
    reset_generator_stats()
    return described, complaints


def ours(schema: dict) -> dict[str, dict]:
    return {path: methods for path, methods in schema['paths'].items() if path.startswith(ROOT)}


def components_of(value: object) -> set[str]:
    """Return the components that a piece of the schema refers to."""
    return set(re.findall(r"'#/components/schemas/(\w+)'", repr(value)))


def test_generator_has_nothing_to_complain_about(schema):
    """No warning and no error names our endpoints, serializers or components."""
    _, complaints = schema

    assert [complaint for complaint in complaints if 'olocation' in complaint] == []


def test_every_endpoint_is_described(schema):
    described, _ = schema

    for prefix, _viewset, _name in router.registry:
        assert {f'{ROOT}{prefix}/', f'{ROOT}{prefix}/{{id}}/'} <= ours(described).keys()
    actions = {
        'colocation-requests/{id}/letter/': 'post',
        'colocation-requests/{id}/check-capacity/': 'post',
        'colocation-requests/{id}/find-places/': 'post',
        'requested-servers/{id}/move/': 'post',
        'access-visits/{id}/letter/': 'post',
        'access-visits/{id}/submit/': 'post',
        'maintenance-tickets/{id}/submit/': 'post',
        'extensions/ask/': 'post',
        'extensions/{id}/decide/': 'post',
        'documents/{id}/download/': 'get',
        'monitoring/prometheus/': 'get',
        'statistics/tasks/': 'get',
        'statistics/evidence/': 'get',
    }
    for path, method in actions.items():
        assert list(ours(described)[ROOT + path]) == [method]


def test_read_only_endpoints_describe_reading_only(schema):
    described, _ = schema

    for prefix in READ_ONLY:
        for path in (f'{ROOT}{prefix}/', f'{ROOT}{prefix}/{{id}}/'):
            assert list(ours(described)[path]) == ['get'], path


def test_state_is_not_offered_for_writing(schema):
    """What only the procedure writes is not in the body of a request."""
    described, _ = schema
    bodies = {name: body for name, body in described['components']['schemas'].items() if name.endswith('Request')}

    def properties(model: str) -> set[str]:
        found = [body for name, body in bodies.items() if re.fullmatch(rf'(\w*ble)?{model}Request', name)]
        assert found
        return set().union(*(body['properties'] for body in found))

    assert {'name', 'applicant'} <= properties('ColocationRequest')
    assert properties('ColocationRequest') & {'status', 'case'} == set()
    assert properties('ColocationRequestedServer') & {'device'} == set()
    assert properties('ColocationDocumentRegister') & {'next_sequence'} == set()
    assert properties('ColocationAppointment') & {'is_current'} == set()


def test_component_names_say_whose_they_are(schema):
    """Components are global: each of ours has `Colocation` in its name, and none is used by anybody else's endpoint."""
    described, _ = schema
    core = {path: methods for path, methods in described['paths'].items() if not path.startswith(ROOT)}

    named = {name for name in described['components']['schemas'] if 'Colocation' in name}
    assert named
    assert components_of(core) & named == set()


@pytest.mark.parametrize('model', PUBLIC, ids=lambda model: model.__name__)
def test_serializer_is_found_and_named(model):
    """NetBox finds `<Model>Serializer` (webhooks need it); its own name is one that nobody else has."""
    serializer = get_serializer_for_model(model)

    assert serializer.Meta.model is model
    assert serializer.__name__ == f'Colocation{model.__name__.removeprefix("Colocation")}Serializer'


@pytest.mark.parametrize('model', PUBLIC, ids=lambda model: model.__name__)
def test_serializer_has_every_field(model):
    """A field that a model gets is in its serializer as well; secret are where a file is stored and what a check rests
    on. The racks of a check, and who else asked, are answered with one check only.
    """
    fields = {field.name for field in model._meta.get_fields() if field.concrete and not field.auto_created}
    fields |= {'id', 'custom_fields', 'tags'}

    hidden = {
        'custom_field_data', 'file', 'basis', 'elevations', 'competing', 'content', 'verification_code', 'logo',
        'digest',
    }  # fmt: skip
    missing = fields - hidden - set(get_serializer_for_model(model).Meta.fields)

    assert missing == set()


@pytest.mark.parametrize('model', PUBLIC, ids=lambda model: model.__name__)
def test_graphql_type_is_found_and_named(model):
    definition = get_graphql_type_for_model(model).__strawberry_definition__

    assert definition.name == f'Colocation{model.__name__.removeprefix("Colocation")}Type'


def test_every_public_model_has_an_endpoint():
    """Hidden models have none: they are shown inside others only."""
    assert {viewset.queryset.model for _, viewset, _ in router.registry} == set(PUBLIC)
    assert len(PUBLIC) == 42


def test_every_serializer_of_ours_is_named():
    """Plain serializers of bodies and answers too."""

    def kinds(kind: type) -> set[type]:
        return {kind}.union(*(kinds(child) for child in kind.__subclasses__()))

    modules = views.__name__.removesuffix('.views')
    found = {kind.__name__ for kind in kinds(BaseSerializer) if kind.__module__.startswith(modules)}
    # NetBox derives the forms for writing from them.
    assert {name for name in found if not re.match(r'(Nested|Writable|(Patched)?Bulk)?Colocation', name)} == set()
