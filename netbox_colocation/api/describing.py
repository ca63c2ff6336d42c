"""How the API is described (OpenAPI): what every call may be answered with, and what calls that write may carry.

NetBox describes what goes well. drf-spectacular finds `_DescribedView` by itself once this module is imported, and lets
it stand for each of our views while the description is made; nothing of it runs when a view is called.
"""

import re
from collections.abc import Mapping
from typing import Any

from drf_spectacular.drainage import isolate_view_method
from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.plumbing import build_media_type_object, force_instance, get_doc
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.fields import TimeField

from core.api.schema import NetBoxAutoSchema
from netbox.api.fields import ChoiceField
from netbox.api.serializers import BulkOperationSerializer

from .errors import PROBLEM, ColocationErrorSerializer
from .examples import PROBLEM_EXAMPLE, REQUEST_EXAMPLES
from .names import described_with, fields_of
from .repeating import DRY_RUN, KEY_HEADER, WRITES

__all__ = ('ColocationSchema',)

JSON = 'application/json'
OWN = 'netbox_colocation.'
ROWS = ('list', 'retrieve')
# What any call may be refused with, and why.
REFUSED = {
    400: 'What was sent is not what it should be; each reason names its field.',
    403: 'The user may not do this, or the token may not write.',
    404: 'There is no such row, or the user may not see it.',
    405: 'Not with this method.',
    406: 'The answer cannot be given in the media type that is asked for.',
}
REFUSED_WRITES = {
    409: 'It does not fit the state of things now; each reason is named.',
    412: 'The row was changed since: `If-Match` names an older one.',
    415: 'The body is in a media type that is not read here.',
    422: 'The `Idempotency-Key` belongs to another call.',
}
# What Django REST framework says by itself: {"detail": …} or {field: [sentence, …]}, for several rows a list of them.
PLAIN_REFUSAL: dict[str, Any] = {
    'oneOf': [{'type': 'object', 'additionalProperties': {}}, {'type': 'array', 'items': {}}],
}
DONE_WITH_ROWS = {
    'list': 'List {rows} that the user may view, page by page. Every parameter but those of pages narrows the list.',
    'retrieve': 'Return one of the {rows}.',
    'create': 'Add one of the {rows}, or several: a list is stored as a whole or not at all.',
    'update': 'Write one of the {rows} anew: what is left out gets its default.',
    'partial_update': 'Change what is named of one of the {rows}.',
    'destroy': 'Delete one of the {rows}.',
    'bulk_update': 'Write several {rows} anew, all or none; each names its `id`.',
    'bulk_partial_update': 'Change several {rows}, all or none; each names its `id`.',
    'bulk_destroy': 'Delete several {rows}, all or none; each names its `id`.',
}
PARAMETERS = {
    KEY_HEADER: 'Any text of the client’s own: the same call with the same key is done once and answered alike.',
    DRY_RUN: '`true`: do everything, answer as it would be, and undo it.',
    'If-Match': 'The `ETag` of the row as the client knows it; 412 when it was changed since.',
}


class ColocationSchema(NetBoxAutoSchema):
    """Describes our endpoints: NetBox’s own description, with refusals, headers of writing calls and examples."""

    def get_description(self) -> str:
        """What the action says of itself, else what its class says, else what it does with rows."""
        name = self._action()
        method = getattr(self.view, name, None)
        if getattr(method, '__module__', '').startswith(OWN) and method.__doc__:
            return get_doc(method)
        said = self.view.__doc__ and get_doc(type(self.view))
        done = DONE_WITH_ROWS.get(name, '').format(rows=self._rows()) if hasattr(self.view, 'queryset') else ''
        return '\n\n'.join(part for part in (done, said) if part)

    def get_request_serializer(self) -> Any:
        if self._action() == 'bulk_destroy':
            # NetBox describes whole rows here, and reads keys.
            return BulkOperationSerializer(many=True)
        return super().get_request_serializer()

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self.method == 'GET' and getattr(self.view, 'action', None) not in ROWS:
            # NetBox offers them on everything that is read.
            parameters = [one for one in parameters if one.name not in ('fields', 'omit', 'brief')]
        if self.method in WRITES:
            parameters += self._parameters_of_writes()
        return parameters

    def _parameters_of_writes(self) -> list[OpenApiParameter]:
        header, query = OpenApiParameter.HEADER, OpenApiParameter.QUERY
        key: dict[str, Any] = {'type': 'string', 'maxLength': 255, 'pattern': '^[ -~]*$'}
        found = [
            OpenApiParameter(KEY_HEADER, key, header, description=PARAMETERS[KEY_HEADER]),
            OpenApiParameter(DRY_RUN, OpenApiTypes.BOOL, query, description=PARAMETERS[DRY_RUN]),
        ]
        if '{id}' in self.path:
            text = {'type': 'string', 'pattern': '^[ -~]*$'}
            found.append(OpenApiParameter('If-Match', text, header, description=PARAMETERS['If-Match']))
        return found

    def _get_response_bodies(self, direction: str = 'response') -> Any:
        responses = super()._get_response_bodies(direction=direction)
        expected = {**REFUSED, **(REFUSED_WRITES if self.method in WRITES else {})}
        content = self._refusal_content()
        for code, why in expected.items():
            described = responses.setdefault(str(code), {'description': why})
            described['description'] = described.get('description') or why
            described['content'] = {**content, **self._own_shape(described)}
        if self._action() == 'create' and JSON in responses.get('201', {}).get('content', {}):
            made = responses['201']['content'][JSON]
            # A list that is sent is answered with a list.
            made['schema'] = {'oneOf': [made['schema'], {'type': 'array', 'items': made['schema']}]}
        return {code: responses[code] for code in sorted(responses)}

    def _map_serializer_field(self, field: Any, direction: str, *args: Any, **kwargs: Any) -> Any:
        described = super()._map_serializer_field(field, direction, *args, **kwargs)
        if isinstance(field, TimeField) and described:
            # An hour of the day has no time zone, as the format “time” of JSON schema would have.
            return {**described, 'format': 'partial-time'}
        if isinstance(field, ChoiceField) and direction == 'response' and (field.allow_null or field.allow_blank):
            return {**described, 'nullable': True}
        return described

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Any:
        described = super()._map_basic_serializer(serializer, direction)
        is_own = type(force_instance(serializer)).__module__.startswith(OWN)
        if direction == 'request' and is_own and fields_of(serializer) is not None:
            # Names that are not known are refused (`names`).
            described['additionalProperties'] = False
        return described

    def _refusal_content(self) -> dict[str, Any]:
        component = self.resolve_serializer(ColocationErrorSerializer, 'response')
        problem = build_media_type_object(component.ref, {'refused': {'value': PROBLEM_EXAMPLE}})
        return {PROBLEM: problem, JSON: build_media_type_object(PLAIN_REFUSAL)}

    @staticmethod
    def _own_shape(described: Mapping[str, Any]) -> dict[str, Any]:
        """What an action says of a refusal that is no problem, e.g. the answers of a batch."""
        said = described.get('content', {}).get(JSON)
        if said is None or 'ColocationError' in repr(said['schema']) or 'BulkOperationError' in repr(said['schema']):
            return {}
        return {JSON: said}

    def _get_examples(self, serializer: Any, direction: str, media_type: str, *args: Any, **kwargs: Any) -> Any:
        serializer = force_instance(serializer)
        found = super()._get_examples(serializer, direction, media_type, *args, **kwargs)
        if found or direction != 'request':
            return found
        if self._action() == 'bulk_destroy':
            return {'several': {'value': [{'id': 12}, {'id': 13}]}}
        kind = type(getattr(serializer, 'child', serializer)).__name__
        value = REQUEST_EXAMPLES.get(re.sub('^(Patched)?(Bulk)?(Writable)?', '', kind))
        if value is None:
            return found
        if self.is_bulk_action:
            return {'several': {'value': [{'id': 12, **value}]}}
        return {'one': {'value': value}}

    def _action(self) -> str:
        return getattr(self.view, 'action', None) or self.method.lower()

    def _rows(self) -> str:
        return str(self.view.queryset.model._meta.verbose_name_plural)


class _DescribedView(OpenApiViewExtension):
    target_class = 'netbox_colocation.api.errors.ColocationErrorsMixin'
    match_subclasses = True

    def view_replacement(self) -> type:
        described = type(self.target.__name__, (self.target,), {'__doc__': self.target.__doc__})
        described.schema = ColocationSchema()
        # Also methods that are mapped to another action's path (`@photos.mapping.post`).
        for name in dir(described):
            if schema := described_with(getattr(described, name, None)):
                kind = schema if isinstance(schema, type) else type(schema)
                both = type('DescribedAction', (kind, ColocationSchema), {})
                isolate_view_method(described, name).kwargs['schema'] = both
        return described
