"""The plugin's menu."""

from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from netbox.plugins import PluginMenu, PluginMenuButton, PluginMenuItem

__all__ = ('menu',)

APP = 'netbox_colocation'


def _item(model: str, text: Promise, *, editable: bool = False) -> PluginMenuItem:
    """Return the link to a model's list, with buttons to add and import where its rows are made by hand."""
    buttons = ()
    if editable:
        may_add = [f'{APP}.add_{model}']
        buttons = (
            PluginMenuButton(f'plugins:{APP}:{model}_add', _('Add'), 'mdi mdi-plus-thick', permissions=may_add),
            PluginMenuButton(f'plugins:{APP}:{model}_bulk_import', _('Import'), 'mdi mdi-upload', permissions=may_add),
        )
    return PluginMenuItem(
        link=f'plugins:{APP}:{model}_list', link_text=text, permissions=[f'{APP}.view_{model}'], buttons=buttons
    )


def _my_tasks() -> PluginMenuItem:
    item = PluginMenuItem(link='', link_text=_('My tasks'), permissions=[f'{APP}.view_task'])
    item.url = format_lazy('{list}?state=open&mine=true', list=reverse_lazy(f'plugins:{APP}:task_list'))
    return item


menu = PluginMenu(
    label=_('Colocation'),
    icon_class='mdi mdi-server-network',
    groups=(
        (
            _('Work'),
            (
                _my_tasks(),
                _item('colocationrequest', _('Requests'), editable=True),
                _item('requestedserver', _('Requested servers'), editable=True),
                _item('case', _('Cases')),
                _item('task', _('All tasks')),
            ),
        ),
        (
            _('Capacity'),
            (
                _item('capacitypool', _('Capacity pools'), editable=True),
                _item('capacitycheck', _('Capacity checks')),
                _item('hold', _('Holds')),
            ),
        ),
        (
            _('Documents'),
            (
                _item('document', _('Documents')),
                _item('documentregister', _('Registers'), editable=True),
            ),
        ),
        (_('Monitoring'), (_item('monitoringtarget', _('Targets')),)),
        (
            _('Procedures'),
            (
                _item('procedure', _('Procedures'), editable=True),
                _item('procedureversion', _('Versions')),
                _item('procedurerole', _('Roles'), editable=True),
                _item('appointment', _('Appointments'), editable=True),
                _item('representative', _('Representatives'), editable=True),
            ),
        ),
    ),
)
