"""The plugin's menu."""

from django.utils.functional import Promise
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
    """Return the link to the inbox; how many tasks wait stands beside the user's name (`template_content`)."""
    return PluginMenuItem(link=f'plugins:{APP}:inbox', link_text=_('My tasks'), permissions=[f'{APP}.view_task'])


def _find_places() -> PluginMenuItem:
    return PluginMenuItem(
        link=f'plugins:{APP}:find_places',
        link_text=_('Find places'),
        permissions=['dcim.view_rack', f'{APP}.view_capacitycheck'],
    )


def _capacity() -> PluginMenuItem:
    return PluginMenuItem(
        link=f'plugins:{APP}:capacity', link_text=_('Capacity'), permissions=[f'{APP}.view_capacitypool']
    )


def _what_if() -> PluginMenuItem:
    return PluginMenuItem(
        link=f'plugins:{APP}:what_if',
        link_text=_('What if…'),
        permissions=['dcim.view_rack', f'{APP}.view_capacitypool'],
    )


def _imports() -> tuple[PluginMenuItem, ...]:
    """Return the links to the pages that read an agency's sheet."""
    return (
        PluginMenuItem(
            link=f'plugins:{APP}:import_requests',
            link_text=_('Import requests'),
            permissions=[f'{APP}.add_colocationrequest', f'{APP}.add_requestedserver'],
        ),
        PluginMenuItem(
            link=f'plugins:{APP}:import_servers',
            link_text=_('Import existing servers'),
            permissions=['dcim.add_device'],
        ),
    )


def _calendar_feeds() -> PluginMenuItem:
    """Return the link to one's feeds; each is made by hand, since its address is shown once."""
    may_add = [f'{APP}.add_calendarfeed']
    add = PluginMenuButton(f'plugins:{APP}:calendarfeed_add', _('Add'), 'mdi mdi-plus-thick', permissions=may_add)
    return PluginMenuItem(
        link=f'plugins:{APP}:calendarfeed_list',
        link_text=_('Calendar feeds'),
        permissions=[f'{APP}.view_calendarfeed'],
        buttons=(add,),
    )


def _door() -> PluginMenuItem:
    """Return the link to the page of the helpdesk's tablet."""
    return PluginMenuItem(
        link=f'plugins:{APP}:door', link_text=_('The door'), permissions=[f'{APP}.attend_accessvisit']
    )


def _schedule() -> PluginMenuItem:
    """Return the link to the calendar of visits and windows; who may see neither is told so there."""
    return PluginMenuItem(
        link=f'plugins:{APP}:schedule', link_text=_('Calendar'), permissions=[f'{APP}.view_accessvisit']
    )


def _statistics() -> PluginMenuItem:
    return PluginMenuItem(link=f'plugins:{APP}:statistics', link_text=_('Statistics'), permissions=[f'{APP}.view_task'])


def _my_agency() -> PluginMenuItem:
    """Return the link to the applicant's home page."""
    return PluginMenuItem(
        link=f'plugins:{APP}:my_agency', link_text=_('My agency'), permissions=[f'{APP}.view_colocationrequest']
    )


def _connect_monitoring() -> PluginMenuItem:
    """Return the link to the addresses and files by which a monitoring system is set up."""
    return PluginMenuItem(
        link=f'plugins:{APP}:monitoring_connect',
        link_text=_('Connect your monitoring'),
        permissions=[f'{APP}.view_monitoringtarget'],
    )


def _guest_book() -> PluginMenuItem:
    return PluginMenuItem(
        link=f'plugins:{APP}:guest_book', link_text=_('Guest book'), permissions=[f'{APP}.view_accesslogentry']
    )


def _ticket_register() -> PluginMenuItem:
    """Return the link to the register of service requests and incidents."""
    return PluginMenuItem(
        link=f'plugins:{APP}:maintenanceticket_register',
        link_text=_('Register of tickets'),
        permissions=[f'{APP}.view_maintenanceticket', f'{APP}.view_procedure'],
    )


def _expedition_book() -> PluginMenuItem:
    return PluginMenuItem(
        link=f'plugins:{APP}:dispatch_book', link_text=_('Expedition book'), permissions=[f'{APP}.view_dispatch']
    )


menu = PluginMenu(
    label=_('Colocation'),
    icon_class='mdi mdi-server-network',
    groups=(
        (
            _('Work'),
            (
                _my_tasks(),
                _my_agency(),
                _item('colocationrequest', _('Requests'), editable=True),
                _item('requestedserver', _('Requested servers'), editable=True),
                _door(),
                _item('accessvisit', _('Visits'), editable=True),
                _item('visitor', _('Visitors'), editable=True),
                _item('carrieditem', _('Carried items'), editable=True),
                _item('maintenanceticket', _('Tickets'), editable=True),
                _item('maintenancewindow', _('Maintenance windows'), editable=True),
                _item('windownotice', _('Maintenance notices')),
                _ticket_register(),
                _item('worklogentry', _('Work log')),
                _item('equipmentloan', _('Equipment loans'), editable=True),
                _schedule(),
                _calendar_feeds(),
                _item('case', _('Cases')),
                _item('task', _('All tasks')),
                _item('extension', _('Extensions')),
                *_imports(),
                _statistics(),
            ),
        ),
        (
            _('Rooms'),
            (
                _item('accesslogentry', _('Access log')),
                _guest_book(),
                _item('accessright', _('Access rights'), editable=True),
                _item('accessreview', _('Access reviews')),
                _item('entryban', _('No-entry list'), editable=True),
                _item('roompolicy', _('Room policies'), editable=True),
            ),
        ),
        (
            _('Capacity'),
            (
                _capacity(),
                _find_places(),
                _what_if(),
                _item('capacitypool', _('Capacity pools'), editable=True),
                _item('placementpolicy', _('Placement policies'), editable=True),
                _item('capacitycheck', _('Capacity checks')),
                _item('hold', _('Holds')),
            ),
        ),
        (
            _('Documents'),
            (
                _item('document', _('Documents')),
                _item('disposal', _('Disposals')),
                _item('registerentry', _('Agenda of letters')),
                _item('dispatch', _('Dispatches')),
                _expedition_book(),
                _item('documentregister', _('Registers'), editable=True),
                _item('classification', _('Classifications'), editable=True),
                _item('letterhead', _('Letterheads'), editable=True),
                _item('documenttemplate', _('Templates'), editable=True),
            ),
        ),
        (
            _('Monitoring'),
            (
                _item('monitoringtarget', _('Targets'), editable=True),
                _item('driftreport', _('Drift reports')),
                _connect_monitoring(),
            ),
        ),
        (
            _('Procedures'),
            (
                _item('procedure', _('Procedures'), editable=True),
                _item('procedureversion', _('Versions')),
                _item('dispositioninstruction', _('Disposition instructions'), editable=True),
                _item('procedurerole', _('Roles'), editable=True),
                _item('appointment', _('Appointments'), editable=True),
                _item('representative', _('Representatives'), editable=True),
                _item('calendar', _('Calendars'), editable=True),
                _item('calendarhours', _('Opening hours'), editable=True),
                _item('holiday', _('Holidays'), editable=True),
            ),
        ),
    ),
)
