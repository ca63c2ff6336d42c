"""`colocation_classifications`: add the ready-made classes of the archive."""

from django.core.management.base import BaseCommand, CommandError

from tenancy.models import Tenant

from ...documents.classifications import add_ready_made, read_ready_made


class Command(BaseCommand):
    help = 'Add the ready-made classes of the archive that are missing; what is there stays as it is.'

    def add_arguments(self, parser) -> None:
        parser.add_argument('--agency', help='slug of the tenant whose table gets them; by default everybody’s')

    def handle(self, *args, agency: str | None, **options) -> None:
        try:
            tenant = Tenant.objects.get(slug=agency) if agency else None
        except Tenant.DoesNotExist as error:
            raise CommandError(f'no tenant has the slug {agency}') from error
        added = len(add_ready_made(tenant))
        self.stdout.write(f'added: {added}, there before: {len(read_ready_made()) - added}')
