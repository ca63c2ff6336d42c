"""What the tests of pages share."""

import pytest

from tests.door_office import DoorOffice, make_door_office


@pytest.fixture
def browse(client):
    """Log a user in and return the client."""

    def log_in(user):
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def door(db) -> DoorOffice:
    return make_door_office()
