"""Impact over REST: the answer of the pages. Nothing is stored."""

from dataclasses import asdict
from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from dcim.models import Device

from ...maintenance.assessing import read_kept
from ...maintenance.impact import Line, assess
from ...ui.impact import Seen, count, mask, see, seen_facts, visible_objects
from ...ui.impact_words import describe_reason, describe_unknown
from ..base import ColocationGenericView
from ..serializers_.impact import ColocationImpactQuerySerializer, ColocationImpactSerializer

__all__ = ('ImpactView',)


class ImpactView(ColocationGenericView):
    """What is hit when these objects go at once, or what a ticket or a window hits."""

    queryset = Device.objects.all()
    renderer_classes = [JSONRenderer]
    filter_backends = []
    pagination_class = None
    serializer_class = ColocationImpactSerializer

    @extend_schema(
        operation_id='plugins_colocation_impact',
        parameters=[ColocationImpactQuerySerializer],
        responses=ColocationImpactSerializer,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        query = ColocationImpactQuerySerializer(data=_parameters(request.query_params), context={'request': request})
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        impact = read_kept(asked['window']) if 'window' in asked else assess(asked['touched'])
        seen = see(impact, request.user)
        lines = [
            line
            for line in seen.lines
            if asked.get('grade') in (None, line.grade) and asked.get('model') in (None, line.model)
        ]
        page = lines[asked['offset'] : asked['offset'] + asked['limit']]
        return Response(ColocationImpactSerializer(_answer(seen, len(lines), page, request)).data)


def _parameters(sent: QueryDict) -> dict[str, Any]:
    """Return what was sent, where several values may be given several times."""
    lists = {name for name, field in ColocationImpactQuerySerializer().fields.items() if hasattr(field, 'child')}
    return {name: sent.getlist(name) if name in lists else sent[name] for name in sent}


def _answer(seen: Seen, total: int, page: list[Line], request: Request) -> dict[str, Any]:
    examples = [Line('dcim.device', 0, '', None, None, '', '', said.examples) for said in seen.unknown]
    visible = visible_objects([*page, *examples], request.user)
    return {
        'count': total,
        'hidden': seen.hidden,
        'counts': [{'model': row['model'], 'counts': dict(row['counts'])} for row in count(seen.lines)],
        'unknown': [
            {
                'code': said.code,
                'count': said.count,
                'message': describe_unknown(said.code, said.count),
                'examples': [mask(step, visible) for step in said.examples],
            }
            for said in seen.unknown
        ],
        'results': [_line(line, visible) for line in page],
    }


def _line(line: Line, visible: set[tuple[str, int]]) -> dict[str, Any]:
    facts = seen_facts(line.facts, visible)
    return {
        **asdict(line),
        'facts': facts,
        'message': describe_reason(line.reason, facts),
        'path': [mask(step, visible) for step in line.path],
    }
