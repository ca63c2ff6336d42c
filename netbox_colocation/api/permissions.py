"""What an action of a viewset asks of a user.

NetBox asks for `add` on the model at every POST and restricts the rows by `add` as well. An action that does something
else to a row names both itself, in `action_rights` of its viewset.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from netbox.api.authentication import TokenPermissions

__all__ = ('ActionPermission', 'ActionRights', 'ActionRightsMixin')


@dataclass(frozen=True)
class ActionRights:
    """The rights behind one action.

    Attributes:
        permission: what the user must hold, e.g. `netbox_colocation.change_colocationrequest`.
        rows: the action by which the rows are restricted, e.g. `change`; others are answered with 404.
    """

    permission: str
    rows: str


class ActionPermission(TokenPermissions):
    """Asks a POST for one named permission. A token must be allowed to write, as everywhere in NetBox."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.perms_map = {**self.perms_map, 'POST': [permission]}

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        # The row comes from a queryset that is restricted to what the action may touch, and the permission may be
        # one of another model; the token was checked with the request.
        return True


class ActionRightsMixin:
    """Applies `action_rights` (action name -> rights). List it before NetBox's viewset."""

    action_rights: ClassVar[Mapping[str, ActionRights]] = {}

    def get_permissions(self) -> list[BasePermission]:
        if rights := self.action_rights.get(self.action):
            return [ActionPermission(rights.permission)]
        return super().get_permissions()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if rights := self.action_rights.get(self.action):
            self.queryset = type(self).queryset.restrict(request.user, rights.rows)
