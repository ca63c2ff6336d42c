"""Django system checks of the plugin."""

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from .choices import VersionStateChoices
from .models import ProcedureVersion
from .workflows.document_parsing import InvalidProcedure, parse
from .workflows.registry import vocabulary

__all__ = ('check_published_procedures',)


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
