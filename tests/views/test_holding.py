"""Pages: holding places for a request, renewing and releasing, and what the page of a hold shows."""

import datetime

from django.urls import reverse
from django.utils import timezone

from ipam.models import IPAddress

from netbox_colocation.allocation import conflicts, holds
from netbox_colocation.models import Hold
from tests import base, factories
from tests.allocation.conftest import make_estate


class HoldPagesTests(base.PluginTestCase):
    """The buttons, their forms, and the hold's page."""

    user_permissions = ('netbox_colocation.view_hold', 'netbox_colocation.view_colocationrequest')

    def setUp(self) -> None:
        super().setUp()
        procedure = base.publish_procedure().procedure
        self.request = factories.make_request(
            site=make_estate(), servers=2, server={'power_draw': 300}, procedure=procedure, status='open'
        )
        self.request.case = factories.make_case(version=procedure.versions.get(), applicant=self.request.applicant)
        self.request.save_state('case')

    def hold(self) -> Hold:
        return holds.hold(self.request, actor=factories.make_user(), now=timezone.now())

    def test_who_may_finds_the_button_and_holds(self) -> None:
        """The button is on the request; its form holds, and the next page is the request's."""
        url = reverse('plugins:netbox_colocation:colocationrequest_hold_places', args=[self.request.pk])
        self.assertNotContains(self.client.get(self.request.get_absolute_url()), url)
        self.assertHttpStatus(self.client.post(url), 403)
        self.add_permissions('netbox_colocation.add_hold')
        self.assertContains(self.client.get(self.request.get_absolute_url()), url)

        response = self.client.post(url)

        self.assertRedirects(response, self.request.get_absolute_url())
        self.assertEqual(Hold.objects.get().state, 'active')

    def test_refusal_shows_the_form_again_with_every_reason(self) -> None:
        """Nothing is held, and the page says what stands against it."""
        self.add_permissions('netbox_colocation.add_hold')
        self.request.servers.update(u_height=60)
        url = reverse('plugins:netbox_colocation:colocationrequest_hold_places', args=[self.request.pk])

        response = self.client.post(url)

        self.assertEqual((response.status_code, Hold.objects.count()), (409, 0))
        self.assertTrue(response.context['form'].non_field_errors())

    def test_hold_is_renewed_and_released_from_its_page(self) -> None:
        """Both buttons stand on an active hold only."""
        hold = self.hold()
        renew, release = (
            reverse(f'plugins:netbox_colocation:hold_{act}', args=[hold.pk]) for act in ('renew', 'release')
        )
        self.assertHttpStatus(self.client.get(renew), 403)
        self.add_permissions('netbox_colocation.change_hold')
        page = self.client.get(hold.get_absolute_url())
        self.assertContains(page, renew)
        self.assertContains(page, release)
        until = timezone.now() + datetime.timedelta(days=200)

        too_early = self.client.post(renew, {'until': timezone.now().strftime('%Y-%m-%d %H:%M:%S')})
        self.assertEqual((too_early.status_code, list(too_early.context['form'].errors)), (409, ['until']))
        self.assertRedirects(
            self.client.post(renew, {'until': until.strftime('%Y-%m-%d %H:%M:%S')}), hold.get_absolute_url()
        )
        hold.refresh_from_db()
        self.assertGreater(hold.expires_at, timezone.now() + datetime.timedelta(days=198))
        self.assertEqual(self.client.post(release, {}).status_code, 200)
        self.assertRedirects(self.client.post(release, {'reason': 'Over'}), hold.get_absolute_url())
        hold.refresh_from_db()
        self.assertEqual(hold.state, 'released')
        self.assertNotContains(self.client.get(hold.get_absolute_url()), renew)

    def test_page_shows_the_watts_of_each_side_and_the_conflicts(self) -> None:
        """Each side carries everything, because it may be the one that survives."""
        hold = self.hold()
        page = self.client.get(hold.get_absolute_url())
        self.assertContains(page, '600', count=2)
        self.assertNotContains(page, 'Taken by others')
        IPAddress.objects.filter(held_addresses__hold=hold).update(status='active')
        conflicts.tell_conflicts(now=timezone.now())

        page = self.client.get(hold.get_absolute_url())

        self.assertContains(page, 'Taken by others')
        self.assertContains(page, 'was given to something else')
