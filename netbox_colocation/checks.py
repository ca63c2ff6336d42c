"""Django system checks of the plugin."""

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

from .choices import VersionStateChoices
from .documents.signing_settings import find_problems
from .models import ProcedureVersion
from .workflows.document_parsing import InvalidProcedure, parse
from .workflows.registry import vocabulary

__all__ = ('check_published_procedures', 'check_signing')


@register(Tags.database)
def check_published_procedures(app_configs, databases=None, **_kwargs) -> list[CheckMessage]:
    """A published version that names something the code no longer has would stop its cases: say so beforehand."""
    if not databases:
        return []
    try:
        published = list(
            ProcedureVersion.objects.filter(state=VersionStateChoices.PUBLISHED).select_related('procedure')
        )
    except DatabaseError:  # before the first migration
        return []
    messages: list[CheckMessage] = []
    for version in published:
        try:
            parse(version.document, vocabulary())
        except InvalidProcedure as error:
            messages += [
                Error(f'{version}: {problem}', hint='Restore the code that it names.', id='netbox_colocation.E001')
                for problem in error.problems
            ]
    return messages


@register(Tags.security)
def check_signing(app_configs, **_kwargs) -> list[CheckMessage]:
    """A key that is gone, or that others can read, shows when NetBox starts and not when a letter waits."""
    return [
        Warning(f'{problem.setting}: {problem.fact}', hint=problem.fix, id=f'netbox_colocation.{problem.id}')
        for problem in find_problems()
    ]
