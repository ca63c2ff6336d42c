"""NetBox's users, as this plugin names them."""

from typing import cast

from django.contrib.auth.models import AbstractBaseUser, AbstractUser

__all__ = ('name_of_user',)


def name_of_user(user: AbstractBaseUser | None) -> str:
    """Return the user's full name, or, of a user without one, the login; '' for nobody."""
    return cast(AbstractUser, user).get_full_name() or user.get_username() if user else ''
