"""Who may sign in to the demo, and how: made at random once for each run folder, kept in `.run/demo.json`.

    from dev.access import password, people, remember

    user.set_password(password('rina'))
    remember('rina', who='Rina Putri, head of division', token='nbt_...')

The demo data centre writes it, the walk and the closing lines of `make demo` read it.
"""

from typing import Any

from dev.run_folder import exclusively, read_state, secret, write_state

__all__ = ('password', 'people', 'remember')


def password(username: str) -> str:
    """Return the password of a demo user: the same every time in one run folder, no one's anywhere else."""
    # NetBox wants upper and lower case and a digit, twelve characters at least.
    return f'Dc7-{secret(f"password_{username}", length=9)}'


def remember(username: str, **facts: Any) -> None:
    """Write down what the walk and the closing lines say about a user (`who`, `token`, ...)."""
    with exclusively('demo'):
        known = read_state('demo') or {}
        known[username] = {**known.get(username, {}), 'password': password(username), **facts}
        write_state('demo', known)


def people() -> dict[str, dict[str, Any]]:
    """Return what is known about the demo's users, by user name."""
    return read_state('demo') or {}
