"""The people of the demo as users of NetBox, with their passwords and API tokens.

`dev.access` keeps their passwords and API tokens. NetBox keeps no token in plain text, so a token whose text is not
kept there is replaced.
"""

import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import make_password

from users.choices import TokenVersionChoices
from users.constants import TOKEN_PREFIX
from users.models import Token, User

from dev import access

from .cast import ACCOUNTS, ADMIN, Account

__all__ = ('build',)

DESCRIPTION = 'Demo'


def build(log: Callable[[str], None], *, with_logins: bool = True) -> None:
    """Make the users that are missing; with logins, also see to it that what `dev.access` keeps opens NetBox."""
    users = {user.username: user for user in User.objects.filter(username__in=[row.username for row in ACCOUNTS])}
    for account in ACCOUNTS:
        if account.username not in users:
            users[account.username] = _new_user(account)
    if with_logins:
        _set_passwords(users, log)
        _make_tokens(users, log)


def _new_user(account: Account) -> User:
    user = User(
        username=account.username,
        first_name=account.first_name,
        last_name=account.last_name,
        email=account.email,
        is_superuser=account.username == ADMIN,
        password=f'!{secrets.token_hex(20)}',  # none that opens
    )
    user.full_clean()
    user.save()
    return user


def _set_passwords(users: dict[str, User], log: Callable[[str], None]) -> None:
    """Give each user the password that is kept, where another one is set.

    The hash is kept beside it: to compare hashes takes no time, to check a password takes half a second.
    """
    kept = access.people()
    wanted = [row for row in ACCOUNTS if users[row.username].password != kept.get(row.username, {}).get('hash')]
    for account, hashed in zip(wanted, _hash(access.password(row.username) for row in wanted), strict=True):
        user = users[account.username]
        user.password = hashed
        user.save()
        access.remember(account.username, who=account.who, hash=hashed)
    if wanted:
        log(f'  {len(wanted)} users were given their passwords')


def _hash(passwords: Iterable[str]) -> list[str]:
    """Hash several passwords at once; it is made to be slow, and lets other threads run meanwhile."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(make_password, passwords))


def _make_tokens(users: dict[str, User], log: Callable[[str], None]) -> None:
    """Make a token for every user whose token is missing, was switched off or has a text that nobody knows."""
    kept = access.people()
    tokens = list(Token.objects.filter(user__in=users.values()))
    made = 0
    for name, user in users.items():
        text = kept[name].get('token', '')
        if any(_opens(token, text) for token in tokens if token.user_id == user.pk):
            continue
        Token.objects.filter(user=user, description=DESCRIPTION).delete()
        token = Token(user=user, version=TokenVersionChoices.V2, description=DESCRIPTION)
        token.full_clean()
        token.save()
        access.remember(name, token=f'{TOKEN_PREFIX}{token.key}.{token.token}')
        made += 1
    if made:
        log(f'  {made} users were given API tokens')


def _opens(token: Token, text: str) -> bool:
    """Tell whether this text opens the API by this token, for reading and writing."""
    key, _, plaintext = text.removeprefix(TOKEN_PREFIX).partition('.')
    is_usable = bool(plaintext) and token.v2 and token.is_active and token.write_enabled
    return is_usable and token.key == key and token.validate(plaintext)
