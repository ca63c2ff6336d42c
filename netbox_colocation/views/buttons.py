"""Buttons that lead to an act: on a row's page, and above a list."""

from typing import Any

from netbox.object_actions import ObjectAction

__all__ = ('ListButton', 'RowButton')


class RowButton(ObjectAction):
    """A link to the view `name` of the row, shown where the act is possible and the user may do it."""

    permissions_required = {'view'}
    url_kwargs = ['pk']
    template_name = 'netbox_colocation/buttons/link.html'
    icon = ''

    @classmethod
    def get_context(cls, context: dict[str, Any], obj: Any) -> dict[str, Any]:
        return {'is_shown': cls.is_offered(obj, context['request'].user), 'icon': cls.icon}

    @classmethod
    def is_offered(cls, obj: Any, user: Any) -> bool:
        raise NotImplementedError


class ListButton(ObjectAction):
    """A link above a list to its view `name`, for those who have `permissions_required`."""

    permissions_required = {'add'}
    template_name = 'netbox_colocation/buttons/link.html'
    icon = ''

    @classmethod
    def get_context(cls, context: dict[str, Any], obj: Any) -> dict[str, Any]:
        return {'is_shown': True, 'icon': cls.icon}
