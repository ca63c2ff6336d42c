"""What holds for every page of the plugin."""

from collections.abc import Iterator

from django.apps import apps
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse

from netbox_colocation import urls
from netbox_colocation.models import ColocationRequest
from tests import base, factories

EDITABLE = frozenset(
    {
        'procedurerole',
        'appointment',
        'representative',
        'procedure',
        'colocationrequest',
        'requestedserver',
        'accessvisit',
        'visitor',
        'carrieditem',
        'calendarfeed',
        'maintenanceticket',
        'maintenancewindow',
        'equipmentloan',
        'dispositioninstruction',
        'holiday',
        'calendarhours',
        'calendar',
        'capacitypool',
        'placementpolicy',
        'monitoringtarget',
        'roompolicy',
        'entryban',
        'accessright',
        'documentregister',
        'classification',
        'letterhead',
        'documenttemplate',
    }
)
# A link in an e-mail, the address of a feed and the code of a paper are their own keys.
PUBLIC = frozenset({'decision', 'feed', 'verification', 'verification_entry'})
READ_ONLY = frozenset(
    {
        'disposal',
        'accesslogentry',
        'accessreview',
        'procedureversion',
        'case',
        'task',
        'capacitycheck',
        'hold',
        'document',
        'extension',
        'dispatch',
        'driftreport',
        'windownotice',
        'worklogentry',
        'registerentry',
    }
)


def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns)
        else:
            yield pattern


def pages() -> list[str]:
    """Return the address of every page that asks for a login, with the ID 1 where there is one."""
    return [address_of(pattern.name) for pattern in walk(urls.urlpatterns) if pattern.name not in PUBLIC]


def address_of(name: str) -> str:
    try:
        return reverse(f'plugins:{base.APP}:{name}')
    except NoReverseMatch:
        pass
    one = {'pk': 1}
    for keys in (one, {**one, 'signature': 1}, {**one, 'photo': 1}, {'name': 'prometheus.yaml'}):
        try:
            return reverse(f'plugins:{base.APP}:{name}', kwargs=keys)
        except NoReverseMatch:
            continue
    raise NoReverseMatch(name)


class PagesTests(base.PluginTestCase):
    """Every page asks who is there, and every list who may see what."""

    def test_every_model_has_pages(self) -> None:
        """Every model that people see has an address, and every model has been given a kind here."""
        public = {
            model._meta.model_name
            for model in apps.get_app_config(base.APP).get_models()
            if not getattr(model, '_netbox_private', False)
        }

        self.assertEqual(public, EDITABLE | READ_ONLY)
        self.assertEqual(public, set(urls.PATHS))

    def test_strangers_are_sent_to_the_login(self) -> None:
        """No page answers somebody who is not logged in, with whichever method."""
        self.client.logout()
        addresses = pages()

        answers = {
            (method, address): self.client.generic(method, address).status_code
            for address in addresses
            for method in ('GET', 'POST')
        }

        self.assertGreater(len(addresses), 100)
        self.assertEqual({key: status for key, status in answers.items() if status not in (302, 405)}, {})

    def test_every_list_is_there_for_a_superuser(self) -> None:
        """Every list answers a superuser, with and without filters."""
        self.user.is_superuser = True
        self.user.save()

        for model in sorted(urls.PATHS):
            url = reverse(f'plugins:{base.APP}:{model}_list')
            for query in ('', '?q=nothing', '?id=1&id=2'):
                with self.subTest(model=model, query=query):
                    self.assertHttpStatus(self.client.get(url + query), 200)

    def test_no_list_is_there_without_permission(self) -> None:
        """A user without permission sees no list at all."""
        for model in sorted(urls.PATHS):
            with self.subTest(model=model):
                self.assertHttpStatus(self.client.get(reverse(f'plugins:{base.APP}:{model}_list')), 403)

    def test_constrained_user_sees_nothing_of_others(self) -> None:
        """An applicant's permission, constrained to its own agency, shows no row of another agency."""
        own = factories.make_request(name='Own request')
        other = factories.make_request(name='Request of another agency')
        base.permit(self.user, ColocationRequest, 'view', applicant__representatives__user=self.user.pk)
        factories.make_representative(user=self.user, tenant=own.applicant)

        response = self.client.get(reverse(f'plugins:{base.APP}:colocationrequest_list'))

        self.assertContains(response, 'Own request')
        self.assertNotContains(response, other.name)
        self.assertHttpStatus(self.client.get(other.get_absolute_url()), 404)

    def test_menu_shows_what_the_user_may_see(self) -> None:
        """The menu has `My tasks` for who may see tasks, and no link to what the user may not see."""
        self.add_permissions('netbox_colocation.view_task')

        page = self.client.get(reverse('home')).content.decode()

        self.assertIn('/plugins/colocation/inbox/', page)
        self.assertNotIn('/plugins/colocation/requests/', page)
