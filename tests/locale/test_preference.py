"""A user may choose Indonesian for the plugin's pages; nobody else's pages change."""

from django.urls import reverse

from netbox_colocation.constants import LANGUAGE_PREFERENCE
from tests import factories

PAGE = 'plugins:netbox_colocation:task_list'


def heading(client, user) -> str:
    client.force_login(user)
    return client.get(reverse(PAGE)).content.decode()


def test_the_chosen_language_is_spoken_to_whoever_chose_it(client, db):
    indonesian, english = (factories.make_user(is_superuser=True) for _ in range(2))
    indonesian.config.set(LANGUAGE_PREFERENCE, 'id', commit=True)

    assert 'Batas waktu' in heading(client, indonesian)
    assert 'Batas waktu' not in heading(client, english)


def test_the_choice_stands_among_the_preferences(client, db):
    user = factories.make_user()
    client.force_login(user)

    page = client.get(reverse('account:preferences')).content.decode()

    assert 'Bahasa Indonesia' in page
    assert LANGUAGE_PREFERENCE in page
