"""Find places: where servers that somebody asks about, or those of a request, would fit, and why not elsewhere."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import View

from netbox.object_actions import ObjectAction
from utilities.paginator import EnhancedPaginator, get_paginate_count
from utilities.views import ConditionalLoginRequiredMixin

from ..capacity.estate import Demand
from ..capacity.questions import Question
from ..capacity.searching import MOST_SERVERS, only_agency, search, wanted_demand
from ..capacity.snapshot import read_demand
from ..choices import RequestStatusChoices
from ..forms.application import list_device_types
from ..forms.places import PlacesForm, WantedServerForm, read_rows, too_many
from ..models import ColocationRequest
from ..ui.findings import build_finding_rows
from ..ui.places import build_cards, group_answers

__all__ = ('FindPlaces', 'FindPlacesView')

UNDECIDED = (RequestStatusChoices.DRAFT, RequestStatusChoices.RETURNED, RequestStatusChoices.OPEN)
RIGHTS = ('dcim.view_rack', 'netbox_colocation.view_capacitycheck')


class FindPlaces(ObjectAction):
    """The button on a placement whose servers have no place yet."""

    name = 'find_places'
    label = gettext_lazy('Find places')
    permissions_required = {'view'}
    template_name = 'netbox_colocation/buttons/link.html'

    @classmethod
    def get_url(cls, obj: ColocationRequest) -> str:
        return f'{reverse("plugins:netbox_colocation:find_places")}?request={obj.pk}'

    @classmethod
    def get_context(cls, context: dict[str, Any], obj: ColocationRequest) -> dict[str, Any]:
        may_look = context['request'].user.has_perms(RIGHTS)
        return {
            'is_shown': may_look and not obj.is_retrieval and obj.status in UNDECIDED,
            'icon': 'mdi-map-search-outline',
        }


class FindPlacesView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """`?site=…&s1-u_height=…`, or `?request=…`; nothing is stored, so the address of an answer can be passed on."""

    permission_required = RIGHTS
    http_method_names = ['get', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        is_asked = 'add' not in request.GET and any(request.GET.get(name) for name in ('site', 'request', 'rows'))
        form = _read_form(request, is_asked=is_asked)
        rows = list(read_rows(request.GET, user=request.user, is_asked=is_asked))
        if 'add' in request.GET and len(rows) < MOST_SERVERS:
            rows.append(WantedServerForm(number=len(rows) + 1, user=request.user))
        context = {
            'form': form,
            'rows': rows,
            'count': len(rows),
            'may_add': len(rows) < MOST_SERVERS,
            'device_types': list_device_types(request.user),
        }
        status = 200
        if is_asked:
            asked = _read_question(form, rows)
            status = 200 if asked else 400
            context |= _answer(request, *asked) if asked else {}
        return render(request, 'netbox_colocation/find_places.html', context, status=status)


def _read_form(request: HttpRequest, *, is_asked: bool) -> PlacesForm:
    if is_asked:
        return PlacesForm(request.GET, user=request.user)
    known = {name: request.GET[name] for name in PlacesForm.base_fields if request.GET.get(name)}
    return PlacesForm(initial=known, user=request.user)


def _read_question(form: PlacesForm, rows: list[WantedServerForm]) -> tuple[Question, Demand] | None:
    """Return what is asked; None when something of it is wrong, which the forms then say."""
    if not form.is_valid():
        return None
    sent = form.cleaned_data
    if sent['request']:
        for row in rows:  # what the request says counts, so nothing of the rows can be wrong
            row.is_bound = False
        return Question.of(sent['request']), read_demand(sent['request'])
    if sum(not row.is_valid() for row in rows):  # each says what is wrong with it, not only the first
        return None
    if sum(row.cleaned_data['count'] for row in rows) > MOST_SERVERS:
        rows[-1].add_error('count', too_many())
        return None
    site, location, applicant, agency = (sent[name] for name in ('site', 'location', 'applicant', 'agency'))
    question = Question(
        site=site.pk,
        location=location.pk if location else None,
        applicant=applicant.pk if applicant else None,
        agency=agency.pk if agency else only_agency(),
    )
    return question, wanted_demand(
        [(row.instance, row.cleaned_data['count']) for row in rows], grouping=sent['grouping']
    )


def _answer(request: HttpRequest, question: Question, demand: Demand) -> dict[str, Any]:
    found = search(question, demand, user=request.user, now=timezone.now(), explain=True)
    refusals = found.refusals
    paginator = EnhancedPaginator(refusals, get_paginate_count(request))
    page = paginator.get_page(request.GET.get('page'))
    servers = [server.name for server in demand.servers]
    return {
        'is_answered': True,
        'servers': servers,
        'asked_alone': found.asked.servers[0].name if len(found.asked.servers) < len(servers) else '',
        'cards': build_cards(found.places, user=request.user, own=question.request),
        'is_short': any(finding.is_blocking for finding in found.findings),
        'findings': build_finding_rows(finding.as_dict() for finding in found.findings),
        'fitting': len(found.answers) - len(refusals),
        'racks': len(found.answers),
        'groups': group_answers(page.object_list, refusals),
        'paginator': paginator,
        'page': page,
    }
