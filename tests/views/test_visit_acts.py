"""Pages of a visit's findings, of letting it last longer, and of another escort."""

import datetime

from django.utils import timezone

from netbox_colocation.models import AccessVisit
from tests import base, factories
from tests.office import make_office
from tests.subject_factories import make_visit, open_case

HOUR = datetime.timedelta(hours=1)


class VisitActsTests(base.PluginTestCase):
    """A visit of now that was allowed, with an escort and a colleague who could be."""

    @classmethod
    def setUpTestData(cls) -> None:
        office = make_office('sumbar-access')
        role = office.agency.procedure_roles.get(key='technical-team')
        cls.escort = role.appointments.get()
        cls.colleague = factories.make_appointment(role=role, user=factories.make_user(), holder_name='Rina')
        now = timezone.now()
        cls.visit = make_visit(
            procedure=office.version.procedure,
            applicant=office.applicant,
            site=office.site,
            starts_at=now - HOUR,
            ends_at=now + HOUR,
            escort=cls.escort,
            escort_name=cls.escort.holder_name,
        )
        open_case(cls.visit, version=office.version)
        AccessVisit.objects.filter(pk=cls.visit.pk).update(status='accepted')
        cls.page = cls.visit.get_absolute_url()
        cls.rack = factories.make_rack(site=office.site, name='Shared')

    def test_findings_stand_on_the_page_with_what_they_rest_on_where_the_reader_may_view_it(self) -> None:
        self.visit.racks.set([self.rack])
        self.add_permissions('netbox_colocation.view_accessvisit')
        rack = f'href="{self.rack.get_absolute_url()}"'

        page = self.client.get(self.page)
        panel = page.content.decode().partition('data-code="rack-not-own"')[2].partition('</li>')[0]
        self.assertIn('Shared hold nothing of the applicant’s', panel)
        self.assertNotIn(rack, panel)

        self.add_permissions('dcim.view_rack')
        panel = self.client.get(self.page).content.decode().partition('data-code="rack-not-own"')[2]
        self.assertIn(rack, panel.partition('</li>')[0])

    def test_a_visit_that_is_over_has_no_findings(self) -> None:
        AccessVisit.objects.filter(pk=self.visit.pk).update(entered_at=timezone.now(), left_at=timezone.now())
        self.add_permissions('netbox_colocation.view_accessvisit')

        self.assertNotContains(self.client.get(self.page), 'To know before deciding')

    def test_who_may_extends_the_visit_by_the_button(self) -> None:
        self.add_permissions('netbox_colocation.view_accessvisit')
        self.assertNotContains(self.client.get(self.page), f'{self.page}extend/')
        self.assertHttpStatus(self.client.get(f'{self.page}extend/'), 403)

        self.add_permissions('netbox_colocation.extend_accessvisit')
        until = timezone.localtime(self.visit.ends_at + HOUR).replace(microsecond=0)
        self.assertContains(self.client.get(self.page), f'href="{self.page}extend/"')
        sent = {'until': f'{until:%Y-%m-%d %H:%M:%S}', 'reason': 'Slow'}
        answer = self.client.post(f'{self.page}extend/', sent)

        self.assertRedirects(answer, self.page, fetch_redirect_response=False)
        self.assertEqual(AccessVisit.objects.get(pk=self.visit.pk).extended_until, until)

    def test_a_refusal_shows_the_form_again_with_the_reason_at_its_field(self) -> None:
        self.add_permissions('netbox_colocation.view_accessvisit', 'netbox_colocation.extend_accessvisit')
        sent = {'until': f'{timezone.localtime(self.visit.starts_at):%Y-%m-%d %H:%M:%S}', 'reason': 'Slow'}

        answer = self.client.post(f'{self.page}extend/', sent)

        self.assertContains(answer, 'choose a later time', status_code=409)
        self.assertIn('until', answer.context['form'].errors)

    def test_no_reason_holds_the_number_of_an_identity_card(self) -> None:
        self.add_permissions('netbox_colocation.view_accessvisit', 'netbox_colocation.extend_accessvisit')

        sent = {'escort': self.colleague.pk, 'reason': 'KTP 1371011205900001'}
        answer = self.client.post(f'{self.page}change-escort/', sent)

        self.assertContains(answer, 'number of an identity card')
        self.assertEqual(AccessVisit.objects.get(pk=self.visit.pk).escort, self.escort)

    def test_another_escort_is_chosen_from_those_who_hold_the_office(self) -> None:
        self.add_permissions('netbox_colocation.view_accessvisit', 'netbox_colocation.extend_accessvisit')
        form = self.client.get(f'{self.page}change-escort/')
        self.assertContains(form, 'Rina')

        answer = self.client.post(f'{self.page}change-escort/', {'escort': self.colleague.pk, 'reason': 'Ill'})

        self.assertRedirects(answer, self.page, fetch_redirect_response=False)
        self.assertEqual(AccessVisit.objects.get(pk=self.visit.pk).escort, self.colleague)
