"""`colocation_publish`: publish a shipped procedure, or a YAML file, for an agency."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tenancy.models import Tenant

from ...exceptions import DocumentInvalid
from ...workflows.publishing import load_yaml, publish, shipped_procedures


class Command(BaseCommand):
    help = 'Publish a procedure for an agency; publishing the same document again changes nothing.'

    def add_arguments(self, parser) -> None:
        parser.add_argument('procedure', help=f'{", ".join(shipped_procedures())}, or the path of a YAML file')
        parser.add_argument('--agency', required=True, help='slug of the tenant that runs the data centre')

    def handle(self, *args, procedure: str, agency: str, **options) -> None:
        shipped = shipped_procedures()
        try:
            text = shipped[procedure] if procedure in shipped else Path(procedure).read_text(encoding='utf-8')
            tenant = Tenant.objects.get(slug=agency)
            version = publish(load_yaml(text), agency=tenant, actor=None, now=timezone.now(), source=text)
        except OSError as error:
            raise CommandError(f'{procedure} is neither a shipped procedure nor a file that can be read') from error
        except Tenant.DoesNotExist as error:
            raise CommandError(f'no tenant has the slug {agency}') from error
        except DocumentInvalid as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f'published: {version}')
