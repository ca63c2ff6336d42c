"""What if: what a loss would do, and how many servers would fit. Nothing is stored or held."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from utilities.views import ConditionalLoginRequiredMixin

from ..capacity.questions import Question
from ..capacity.searching import only_agency, wanted_demand
from ..capacity.whatif_asking import Scenario, ask
from ..forms.application import list_device_types
from ..forms.whatif import ComingServerForm, WhatIfForm
from ..ui.whatif import build_answer

__all__ = ('WhatIfView',)

ASKED = ('lost_feeds', 'lost_panels', 'lost_pools', 'servers')


class WhatIfView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """`?site=…&lost_panels=…&servers=…&s1-u_height=…`; an answer's address can be passed on."""

    permission_required = ('netbox_colocation.view_capacitypool', 'dcim.view_rack')
    http_method_names = ['get', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        is_asked = any(name in request.GET for name in ASKED)
        sent = {'data': request.GET} if is_asked else {'initial': request.GET.dict()}
        form = WhatIfForm(**sent, user=request.user)
        wants_servers = request.GET.get('servers') not in (None, '', '0')
        server = ComingServerForm(**({'data': request.GET} if wants_servers else {}), number=1, user=request.user)
        context = {'form': form, 'server': server, 'device_types': list_device_types(request.user)}
        status = 200
        if is_asked:
            if form.is_valid() and (not wants_servers or server.is_valid()):
                context |= _answer(request, form.cleaned_data, server if wants_servers else None)
            else:
                status = 400
        return render(request, 'netbox_colocation/what_if.html', context, status=status)


def _answer(request: HttpRequest, asked: dict[str, Any], server: ComingServerForm | None) -> dict[str, Any]:
    need = None
    if server is not None:
        row = server.save(commit=False)
        row.name = row.name or _('server')
        (need,) = wanted_demand([(row, 1)], grouping='any').servers
    question = Question(
        site=asked['site'].pk, location=asked['location'].pk if asked['location'] else None, agency=only_agency()
    )
    scenario = Scenario(
        feeds=[feed.pk for feed in asked['lost_feeds']],
        panels=[panel.pk for panel in asked['lost_panels']],
        pools=[pool.pk for pool in asked['lost_pools']],
        server=need,
        count=asked['servers'],
    )
    return {'answer': build_answer(ask(question, scenario, user=request.user))}
