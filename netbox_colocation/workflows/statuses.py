"""The status of a case's subject, as outcomes set it."""

from .registry import Change, Situation

__all__ = ('set_status',)


def set_status(situation: Situation, status: str, verb: str) -> list[Change]:
    """Give the subject a status: the engine's column, so no form or import writes it."""
    subject = situation.subject
    subject.snapshot()
    subject._changelog_message = situation.case.number
    subject.status = status
    subject.save_state('status')
    return [Change.of(verb, subject)]
