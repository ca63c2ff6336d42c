"""Pages of holds, and the tab of a rack."""

from django.db.backends.postgresql.psycopg_any import NumericRange
from django.urls import reverse

from netbox_colocation.models import HeldAddress, HeldUnits, Hold
from tests import base, factories


class HoldViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = Hold

    @classmethod
    def make_rows(cls) -> None:
        cls.rack = factories.make_rack()
        for start in (0, 10, 20):
            server = factories.make_server()
            hold = factories.make_hold(server.request)
            HeldUnits.objects.create(
                hold=hold, server=server, rack=cls.rack, face='front', half_units=NumericRange(start, start + 5)
            )
            HeldAddress.objects.create(
                hold=hold,
                server=server,
                kind='private-ipv4',
                address=factories.make_address(f'192.0.2.{start + 1}/32'),
            )

    def test_page_shows_what_is_held(self) -> None:
        """Units and addresses of a hold stand on its page."""
        self.add_permissions('netbox_colocation.view_hold')
        hold = HeldUnits.objects.get(half_units__startswith=10).hold

        response = self.client.get(hold.get_absolute_url())

        self.assertContains(response, 'U6')
        self.assertContains(response, '2.5')
        self.assertContains(response, '192.0.2.11/32')

    def test_rack_tab_shows_only_permitted_holds(self) -> None:
        """Who may see one hold only sees one on the rack's tab."""
        first, second = Hold.objects.order_by('pk')[:2]
        self.add_permissions('dcim.view_rack')
        url = reverse('dcim:rack_colocation', kwargs={'pk': self.rack.pk})
        base.permit(self.user, Hold, 'view', pk=first.pk)

        response = self.client.get(url)

        self.assertContains(response, first.get_absolute_url())
        self.assertNotContains(response, second.get_absolute_url())
        self.assertContains(self.client.get(self.rack.get_absolute_url()), url)
