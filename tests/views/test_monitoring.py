"""Pages of monitoring targets, and the tab of a device."""

from django.urls import reverse

from netbox_colocation.models import MonitoringTarget
from tests import base, factories


class MonitoringTargetViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = MonitoringTarget

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_target()

    def test_device_tab_shows_only_its_targets(self) -> None:
        """The tab of a device lists its own targets."""
        first, second = MonitoringTarget.objects.order_by('pk')[:2]
        self.add_permissions('dcim.view_device', 'netbox_colocation.view_monitoringtarget')
        url = reverse('dcim:device_colocation', kwargs={'pk': first.device_id})

        response = self.client.get(url)

        self.assertContains(response, first.get_absolute_url())
        self.assertNotContains(response, second.get_absolute_url())
