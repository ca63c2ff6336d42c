"""`colocation_groups`: the groups that most sites need, with their object permissions."""

from django.core.management.base import BaseCommand

from ..access import ensure_groups


class Command(BaseCommand):
    help = (
        'Create the groups of officers, applicants, monitoring systems, access reviewers and archivists with their '
        'object permissions, or bring them up to date.'
    )

    def handle(self, *args, **options) -> None:
        for name, group in ensure_groups().items():
            self.stdout.write(f'{name}: {group.object_permissions.count()} permissions')
