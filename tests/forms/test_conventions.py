"""What holds for every form: it never offers a column that only the engine writes."""

import inspect

import pytest
from django import forms as django_forms

from netbox.forms import NetBoxModelBulkEditForm, NetBoxModelFilterSetForm, NetBoxModelForm

from netbox_colocation import filtersets, forms

WRITTEN_BY_ENGINE = {
    'appointment': {'is_current', 'delegated_by'},
    'accessvisit': {'status', 'case', 'entered_at', 'left_at', 'escort_name'},
    'colocationrequest': {'status', 'case', 'valid_until'},
    'maintenanceticket': {'status', 'case', 'work_status', 'analysis', 'solution'},
    'documentregister': {'next_sequence'},
    'documenttemplate': {'version', 'state', 'published_at', 'published_by'},
    'monitoringtarget': {
        'device_name',
        'request',
        'state',
        'registered_at',
        'seen_at',
        'accepted_at',
        'accepted_by',
        'retired_at',
        'source',
        'reported_at',
        'health',
        'health_since',
        'unseen_told_at',
        'down_told_since',
    },
    'representative': {'is_current'},
    'requestedserver': {'device', 'found'},
}
# Read by the forms themselves, not by a filterset.
OWN_FIELDS = {'filter_id', 'tag', 'q'}


def form_classes(base: type) -> list[type]:
    return [form for name, form in inspect.getmembers(forms, inspect.isclass) if issubclass(form, base)]


@pytest.mark.parametrize('form', form_classes(NetBoxModelForm), ids=lambda form: form.__name__)
def test_model_form_leaves_state_alone(form: type[django_forms.ModelForm]) -> None:
    """Neither a form nor an import has a field of the engine's."""
    engine = WRITTEN_BY_ENGINE.get(form._meta.model._meta.model_name, set())

    assert engine & set(form.base_fields) == set()


@pytest.mark.parametrize('form', form_classes(NetBoxModelBulkEditForm), ids=lambda form: form.__name__)
def test_bulk_edit_form_leaves_state_alone(form: type[django_forms.Form]) -> None:
    """Bulk edit has no field of the engine's, and may empty only what the model lets be empty."""
    engine = WRITTEN_BY_ENGINE.get(form.model._meta.model_name, set())
    fields = {field.name: field for field in form.model._meta.get_fields()}

    assert engine & set(form.base_fields) == set()
    assert [name for name in form.nullable_fields if not fields[name].blank] == []


@pytest.mark.parametrize('form', form_classes(NetBoxModelFilterSetForm), ids=lambda form: form.__name__)
def test_filter_form_asks_what_the_filterset_answers(form: type[django_forms.Form]) -> None:
    """Every field of a filter form is a filter, and stands in one of its fieldsets."""
    filterset = getattr(filtersets, f'{form.model.__name__}FilterSet')
    placed = {item for fieldset in form.fieldsets for item in fieldset.items}

    assert [name for name in form.base_fields if name not in OWN_FIELDS | set(filterset.get_filters())] == []
    assert [name for name in form.base_fields if name not in placed] == []
