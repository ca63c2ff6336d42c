"""Reading a procedure document: from a mapping to `ProcedureDocument`, or to everything that is wrong with it.

Pure: imports no Django, reads no clock. `Vocabulary` says which activities, guards, effects and facts exist.

- `parse(raw, vocabulary)` reads what was published once: it asks for no more than what cases need to run on.
- `parse(raw, vocabulary, for_publishing=True)` also asks for what a document must have that is published now.

`values` reads single values, `plans` numbers the steps, `rows` and `steps` read them, `identity` reads the identity
page, `soundness` walks the finished document.
"""

from .problems import InvalidProcedure, LocatedMapping, Problem, Vocabulary
from .reading import parse
from .stored import in_stored_form

__all__ = ('InvalidProcedure', 'LocatedMapping', 'Problem', 'Vocabulary', 'in_stored_form', 'parse')
