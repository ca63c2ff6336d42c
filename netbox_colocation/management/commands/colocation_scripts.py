"""`colocation_scripts`: put the plugin's custom scripts where NetBox finds them."""

from django.core.management.base import BaseCommand, CommandError

from ..scripts import install_scripts, remove_scripts


class Command(BaseCommand):
    help = 'Put the custom scripts of the plugin into NetBox, or bring them up to date; run it after every upgrade.'

    def add_arguments(self, parser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument('--force', action='store_true', help='replace scripts that somebody has changed here, too')
        what.add_argument('--remove', action='store_true', help='take them out of NetBox, with what it keeps of runs')

    def handle(self, *args, force: bool, remove: bool, **options) -> None:
        try:
            if remove:
                for name in remove_scripts():
                    self.stdout.write(f'{name}: removed')
                return
            for name, done in install_scripts(force=force):
                self.stdout.write(f'{name}: {done}')
                if done == 'changed here':
                    self.stderr.write(f'{name} was edited after it was installed: --force replaces it')
                if done == 'broken':
                    self.stderr.write(f'{name} cannot be loaded; NetBox’s log says why')
        except OSError as error:
            raise CommandError(str(error)) from error
