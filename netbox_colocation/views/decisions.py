"""Deciding from an e-mail: a public page that shows what is asked, and takes one decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.generic import View

from core.signals import clear_events

from ..constants import LANGUAGE_PREFERENCE
from ..exceptions import ColocationError, LinkInvalid
from ..workflows.mailed_decisions import decide, find_link, plain_outcomes
from ..workflows.notices import describe

__all__ = ('DecisionView',)


@method_decorator(never_cache, name='dispatch')
class DecisionView(View):
    """Looking changes nothing: mail programs follow links by themselves. Only the posted form decides."""

    template_name = 'netbox_colocation/decision.html'

    @sensitive_variables('token')
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            link = find_link(token, now=timezone.now())
        except LinkInvalid as refusal:
            return self._answer(request, {'refusal': refusal}, status=404)
        with translation.override(link.user.config.get(LANGUAGE_PREFERENCE) or translation.get_language()):
            return self._answer(request, self._describe(link))

    @sensitive_variables('token')
    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        now, outcome = timezone.now(), request.POST.get('outcome', '')
        try:
            link = find_link(token, now=now)
        except LinkInvalid as refusal:
            return self._answer(request, {'refusal': refusal}, status=404)
        with translation.override(link.user.config.get(LANGUAGE_PREFERENCE) or translation.get_language()):
            request.user = link.user  # whose change the change log records; nobody is logged in
            try:
                decide(token, outcome, comment=request.POST.get('comment', ''), now=now)
            except ColocationError as refusal:
                clear_events.send(sender=self)  # what was rolled back must not reach webhooks
                context = {**self._describe(link), 'refusal': refusal, 'comment': request.POST.get('comment', '')}
                return self._answer(request, context, status=409)
            return self._answer(request, {'is_done': True, 'lines': describe(link.task)})

    def _describe(self, link) -> dict:
        return {
            'link': link,
            'lines': describe(link.task),
            'outcomes': plain_outcomes(link.task, link.user, now=timezone.now()),
        }

    def _answer(self, request: HttpRequest, context: dict, *, status: int = 200) -> HttpResponse:
        response = render(request, self.template_name, context, status=status)
        # The address is the key: it must not go to other sites, nor into a search engine.
        response['Referrer-Policy'] = 'no-referrer'
        response['X-Robots-Tag'] = 'noindex, nofollow'
        return response
