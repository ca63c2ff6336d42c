"""What NetBox's custom scripts of the plugin have in common (`scripts/colocation_*.py`).

    from extras.scripts import ObjectVar, Script
    from netbox_colocation.scripting import ColocationScript

    class FindPlaces(ColocationScript, Script):
        rights = ('dcim.view_rack',)
        def carry_out(self, data, *, actor, now): ...

A script is thin: it reads its form, calls a service, and returns a `Listing`. NetBox runs it in one transaction and
undoes everything without *Commit changes*, so a dry run is the real thing undone. What people read (`Column.label`) is
in their language; what programs read (`Column.key`, codes in the rows) never changes.

NetBox lists every subclass of `Script` that a file can see, an imported base as well; therefore the base here is none,
and a script names both.
"""

import contextlib
import datetime
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone, translation
from django.utils.functional import classproperty
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extras.scripts import BaseScript, ChoiceVar
from utilities.exceptions import AbortScript

from .allocation.holds import NETBOX_REFUSES, refusals_of
from .compat import events_of_success
from .constants import LANGUAGE_PREFERENCE
from .exceptions import ColocationError, OutcomeRefused, Refusal, RoleNotHeld
from .ui.spreadsheets import Listing, write_csv, write_lines

__all__ = ('ColocationScript',)

# Seconds between two lines that say how far a script is.
PROGRESS_SECONDS = 5.0
# What a person, a row or a service may be told “no” with; everything else is a mistake of ours and keeps its traceback.
REFUSALS = (ColocationError, *NETBOX_REFUSES)


class ColocationScript(BaseScript):
    """The base of the plugin's scripts: who runs it, what they may, refusals with codes, progress, a result table.

    Attributes:
        rights: permissions that whoever runs it needs besides `extras.run_script`, like 'dcim.view_rack'.
        findings: every reason that was given why something was not done, as `Refusal.as_dict` says it; programs read
            them, and the rows of the table, in the `data` of NetBox's job.
    """

    rights: tuple[str, ...] = ()

    output_format = ChoiceVar(
        choices=(('table', gettext_lazy('Table')), ('csv', gettext_lazy('CSV'))),
        default='table',
        required=False,
        label=gettext_lazy('Output'),
        description=gettext_lazy('What “Download” gives'),
    )

    def __init__(self) -> None:
        super().__init__()
        self.findings: list[dict[str, Any]] = []
        self.listing: Listing | None = None

    @classproperty
    def commit_default(cls) -> bool:  # noqa: N805  NetBox's own way
        """Nothing is kept unless somebody asks for it."""
        return getattr(cls.Meta, 'commit_default', False)

    # -- What a script writes

    def carry_out(self, data: dict[str, Any], *, actor: AbstractUser, now: datetime.datetime) -> Listing | str:
        """Do the work, in a transaction, and return the result; raise a ColocationError to refuse all of it."""
        raise NotImplementedError

    # -- What a script calls

    def each[Row](self, rows: Collection[Row]) -> Iterator[Row]:
        """Yield the rows, and say now and then how many are done."""
        told = time.monotonic()
        for number, row in enumerate(rows):
            if number and time.monotonic() - told > PROGRESS_SECONDS:
                told = time.monotonic()
                self.log_info(_('{done} of {all} done').format(done=number, all=len(rows)))
            yield row

    def attempt[Done](self, act: Callable[[], Done], *, about: Model) -> Done | None:
        """Return what an act returns; when it is refused, undo it alone, log every reason, and return None."""
        try:
            with contextlib.ExitStack() as stack:
                for refusal in REFUSALS:
                    stack.enter_context(events_of_success(refusal))
                stack.enter_context(transaction.atomic())
                return act()
        except REFUSALS as error:
            self.say_refused(_reasons_of(error), about=about)
            return None

    def say_refused(self, refusals: Iterable[Refusal], *, about: Model | None = None) -> None:
        """Log reasons why something was not done, and keep them for programs; the script counts as failed."""
        for refusal in refusals:
            self.log_failure(refusal.message, obj=about)
            subject = {'model': about._meta.label_lower, 'pk': about.pk, 'name': str(about)} if about else None
            self.findings.append({**refusal.as_dict(), 'about': subject})

    # -- What NetBox calls

    def run(self, data: Mapping[str, Any], commit: bool) -> str:
        """Carry the script out, in the language of whoever runs it, and return its output.

        Raises:
            AbortScript: it was refused; the reasons are in the log and in `findings`.
        """
        actor = self._find_actor()
        with translation.override(_language_of(actor)):
            try:
                self._demand_rights(actor)
                self._demand_visible(data, actor)
                with transaction.atomic():
                    result = self.carry_out(dict(data), actor=actor, now=timezone.now())
            except REFUSALS as error:
                self.say_refused(_reasons_of(error))
                raise AbortScript(_('Refused, nothing was changed; the log says why.')) from error
            return self._show(result, data)

    def get_job_data(self) -> dict[str, Any]:
        """Return what NetBox keeps of the run: for programs, the table as rows, and every refusal, besides."""
        return {**super().get_job_data(), 'result': _rows_of(self.listing), 'findings': self.findings}

    def get_fieldsets(self) -> list[Any]:
        """Return the fieldsets of the form; a script that names its own has the output's format after them."""
        *own, parameters = super().get_fieldsets()
        if self.fieldsets:
            own.append((_('Output'), ('output_format',)))
        return [*own, parameters]

    # -- Who may what

    def _find_actor(self) -> AbstractUser:
        """Return who runs it, as they are now: a recurring run was asked for long ago."""
        asked = getattr(self.request, 'user', None)
        actor = get_user_model().objects.filter(pk=getattr(asked, 'pk', None), is_active=True).first()
        if actor is None:
            raise AbortScript(_('Nobody runs this script: let an active user run it, or schedule it as one.'))
        return actor

    def _demand_rights(self, actor: AbstractUser) -> None:
        missing = [right for right in self.rights if not actor.has_perm(right)]
        if missing:
            text = _('You need the permission {right} for this.')
            refusals = [Refusal('permission-missing', text.format(right=right)) for right in missing]
            raise RoleNotHeld(' '.join(refusal.message for refusal in refusals), refusals=refusals)

    def _demand_visible(self, data: Mapping[str, Any], actor: AbstractUser) -> None:
        """Refuse objects that the actor may not view: the form of a script takes any."""
        hidden = [
            Refusal('not-found', _('There is no such object, or you may not view it.'), field=name)
            for name, value in data.items()
            if not _is_visible(value, actor)
        ]
        if hidden:
            raise OutcomeRefused(hidden)

    def _show(self, result: Listing | str, data: Mapping[str, Any]) -> str:
        if isinstance(result, str):
            return result
        self.listing = result
        if data.get('output_format') == 'csv':
            return write_csv(result).decode()
        return write_lines(result)


def _is_visible(value: Any, actor: AbstractUser) -> bool:
    if isinstance(value, Model):
        value = type(value)._default_manager.filter(pk=value.pk)
    if not isinstance(value, QuerySet) or not hasattr(value, 'restrict'):
        return True
    keys = set(value.values_list('pk', flat=True))
    seen = value.model._default_manager.restrict(actor, 'view').filter(pk__in=keys)
    return len(keys) == len(set(seen.values_list('pk', flat=True)))


def _reasons_of(error: Any) -> list[Refusal]:
    if isinstance(error, ColocationError):
        return list(error.refusals) or [Refusal(error.code, str(error.message))]
    return refusals_of(error)


def _language_of(actor: Any) -> str:
    return actor.config.get(LANGUAGE_PREFERENCE) or settings.LANGUAGE_CODE


def _rows_of(listing: Listing | None) -> list[dict[str, Any]]:
    if listing is None:
        return []
    keys = [column.key for column in listing.columns]
    return [dict(zip(keys, row, strict=True)) for row in listing.rows]
