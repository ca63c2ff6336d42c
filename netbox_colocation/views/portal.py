"""The home page of who represents an agency: what is asked of it, what is on its way, its papers and its servers."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from ..ui.portal import (
    MODELS,
    build_asked,
    build_cases,
    build_drafts,
    build_ended,
    build_servers,
    build_ways,
)
from ..workflows import portal

__all__ = ('MyAgencyView',)


class MyAgencyView(LoginRequiredMixin, View):
    """Everybody has this page; it shows what the user may see of the agencies that they represent today."""

    http_method_names = ['get', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        agencies = portal.find_agencies(request.user, now=timezone.now())
        context = {'agencies': agencies, 'has_several': len(agencies) > 1}
        if agencies:
            context |= self._describe(request, agencies)
        return render(request, 'netbox_colocation/portal.html', context)

    def _describe(self, request: HttpRequest, agencies: list) -> dict[str, Any]:
        user, now = request.user, timezone.now()
        may_add = [model for model in set(MODELS.values()) if user.has_perm(f'netbox_colocation.add_{model}')]
        asked = portal.find_asked(user, agencies)
        ways = build_ways(portal.find_procedures(user), agencies, may_add)
        return {
            'now': now,
            'ways': ways.buttons(),
            'asked': build_asked(asked, portal.find_reasons(asked), now=now),
            'cases': build_cases(portal.stand_of(portal.find_cases(user, agencies, is_open=True), now=now), now=now),
            'drafts': build_drafts(portal.find_drafts(user, agencies)),
            'letters': portal.find_letters(user, agencies),
            'servers': build_servers(
                portal.find_servers(user, agencies),
                ways=ways,
                asked=portal.find_extensions(user, agencies),
                may_extend=user.has_perm('netbox_colocation.add_extension'),
                today=timezone.localtime(now).date(),
            ),
            'ended': build_ended(portal.find_cases(user, agencies, is_open=False)),
            'most': portal.MOST,
        }
