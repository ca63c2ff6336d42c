"""A mail server of our own for tests: speaks SMTP (RFC 5321) over a real socket, and does what it is told to."""

import contextlib
import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

from django.test import override_settings

__all__ = ('MailServer', 'running')


@dataclass
class MailServer:
    """What it took, and how it answers: `answers` by verb, e.g. `{'RCPT': '550 5.1.1 unknown'}`, for all that follows.

    With `hangs_up_after_data` it keeps the letter and never says so; `taken` is called with each letter.
    """

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up_after_data: bool = False
    port: int = 0


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        office: MailServer = self.server.office
        self._say('220 stand-in ESMTP')
        with contextlib.suppress(ConnectionError):
            while line := self.rfile.readline():
                verb = line.split(b' ')[0].strip().decode().upper()
                if answer := office.answers.get(verb):
                    self._say(answer)
                elif verb == 'QUIT':
                    self._say('221 bye')
                    return
                elif verb == 'DATA':
                    self._say('354 go on')
                    self._take(office)
                    if office.hangs_up_after_data:
                        return
                    self._say('250 taken')
                else:
                    if verb == 'RCPT':
                        office.recipients.append(line.decode().partition('<')[2].partition('>')[0])
                    self._say('250 ok')

    def _take(self, office: MailServer) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b'.\r\n', b''):
            lines.append(line[1:] if line.startswith(b'.') else line)
        office.messages.append(email.message_from_bytes(b''.join(lines), policy=email.policy.default))

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b'\r\n')


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    office: MailServer


@contextlib.contextmanager
def running(office: MailServer | None = None) -> Iterator[MailServer]:
    """Run it on a free port, and have Django send there."""
    office = office or MailServer()
    with Server(('127.0.0.1', 0), Handler) as server:
        server.office, office.port = office, server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = {'host': '127.0.0.1', 'port': office.port, 'timeout': 5}
        mailer = {'BACKEND': 'django.core.mail.backends.smtp.EmailBackend', 'OPTIONS': options}
        with override_settings(MAILERS={'default': mailer}, SERVER_EMAIL='colocation@dinas.example.go.id'):
            yield office
        server.shutdown()
