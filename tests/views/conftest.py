"""What the tests of pages share."""

import pytest


@pytest.fixture
def browse(client):
    """Log a user in and return the client."""

    def log_in(user):
        client.force_login(user)
        return client

    return log_in
