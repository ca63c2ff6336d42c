"""The page “Connect your monitoring”, and the files that it offers."""

from typing import ClassVar

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import View

from utilities.views import ConditionalLoginRequiredMixin

from ..models import DriftReport, MonitoringTarget
from ..ui.connecting import GROUP, build_snippets, count_states, find_sources, list_feeds, render_file

__all__ = ('MonitoringConnectView', 'MonitoringFileView')


class _ConnectView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    permission_required = 'netbox_colocation.view_monitoringtarget'
    http_method_names: ClassVar[list[str]] = ['get', 'head', 'options']


class MonitoringConnectView(_ConnectView):
    """Which feeds there are, what to write where, and who reported so far; six queries at most."""

    def get(self, request: HttpRequest) -> HttpResponse:
        address = address_of(request)
        targets = MonitoringTarget.objects.restrict(request.user, 'view')
        context = {
            'address': address,
            'group': GROUP,
            'feeds': list_feeds(address),
            'snippets': build_snippets(address),
            'counts': count_states(targets),
            'sources': find_sources(targets, DriftReport.objects.restrict(request.user, 'view')),
        }
        return render(request, 'netbox_colocation/connect.html', context)


class MonitoringFileView(_ConnectView):
    """One of the shipped files, with NetBox's address in it."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        found = render_file(name, address_of(request))
        if found is None:
            raise Http404
        example, text = found
        response = HttpResponse(text, content_type=f'{example.content_type}; charset=utf-8')
        response['Content-Disposition'] = f'attachment; filename="{example.name}"'
        return response


def address_of(request: HttpRequest) -> str:
    """Return where NetBox was reached, with the path below which it lives, without a slash at its end."""
    return request.build_absolute_uri(reverse('home')).rstrip('/')
