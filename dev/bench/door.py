"""A thin door of the benchmark's own to allocating addresses, so that it is asked as NetBox's endpoint is asked.

The same middleware, authentication, change log and events. In the plugin the same function is behind holding a
request's places, which does much more than hand out addresses.
"""

from django.db import transaction
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ipam.models import IPAddress
from netbox.urls import urlpatterns as netbox_urls

from netbox_colocation.allocation.addressing import take_addresses
from netbox_colocation.allocation.guarding import acting_for
from netbox_colocation.api.serializers_.allocation import ColocationHeldAddressSerializer
from netbox_colocation.capacity.addresses import AddressPlan
from netbox_colocation.compat import lock_available_addresses
from netbox_colocation.models import Hold

__all__ = ('PATH', 'urlpatterns')

PATH = '/bench/take/'


class Door(APIView):
    """Takes addresses for the hold of a request."""

    queryset = IPAddress.objects.all()

    def post(self, request: Request) -> Response:
        """Take `count` addresses of a `prefix` for the one server of a `hold`; answers with them."""
        data: dict[str, int] = request.data  # type: ignore[assignment]
        row = Hold.objects.select_related('request__case', 'request__applicant').get(pk=data['hold'])
        plan = AddressPlan(data['server'], 'private-ipv4', data['prefix'], data['count'])
        with transaction.atomic(), acting_for(row.request):
            lock_available_addresses()
            take_addresses(row, [plan], message='Benchmark', description='Held for the benchmark')
        taken = row.addresses.select_related('address', 'server').order_by('-pk')[: data['count']]
        answer = ColocationHeldAddressSerializer(taken, many=True, context={'request': request})
        return Response(answer.data, status=201)


# The catch-all of NetBox's handlers comes last, so ours is first.
urlpatterns = [path(PATH.strip('/') + '/', Door.as_view()), *netbox_urls]
