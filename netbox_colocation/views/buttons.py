"""The button on a row's page that leads to an act on it."""

from typing import Any

from netbox.object_actions import ObjectAction

__all__ = ('RowButton',)


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
