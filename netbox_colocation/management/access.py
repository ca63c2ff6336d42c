"""The groups that most sites need, as NetBox object permissions: officers, applicants, monitoring, and two for few.

Officers see the cases of the agency that they hold an office of; applicants see those of the agency that they
represent, and of its papers only what came in and what was sent. A monitoring system reads what it shall watch and
reports what it finds; what its feeds say of devices rests on its permission for targets alone. Access reviewers and
archivists are officers besides: no sheet names an office for what they do, so the agency puts people of its own into
these groups. Reviewers decide who keeps a way in, and take it away; archivists propose, approve and carry out
disposals, never what they proposed themselves. What a permission lets
somebody see is NetBox's business; who may act is checked by the engine besides. Ending, moving and checking a case
from outside (`cancel`, `move`, `report_check`) is in no group: an agency gives it to whom it trusts with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.models import ObjectType
from users.models import Group, ObjectPermission

from ..choices import DocumentDirectionChoices, DocumentStateChoices
from ..constants import APPLICANT
from ..documents.dispatch import HANDED_OUT_KINDS

__all__ = ('APPLICANTS', 'ARCHIVISTS', 'MONITORING', 'OFFICERS', 'REVIEWERS', 'Grant', 'ensure_groups')

OFFICERS = 'Colocation officers'
APPLICANTS = 'Colocation applicants'
MONITORING = 'Colocation monitoring'
REVIEWERS = 'Colocation access reviewers'
ARCHIVISTS = 'Colocation archivists'


@dataclass(frozen=True)
class Grant:
    """Actions on models (`app.model`), for the rows that one of the constraints lets through."""

    name: str
    models: tuple[str, ...]
    actions: tuple[str, ...]
    constraints: tuple[Mapping[str, Any], ...] = ()


def _own(model: str) -> str:
    return f'netbox_colocation.{model}'


def _officer_of(path: str) -> tuple[Mapping[str, Any], ...]:
    """Rows whose agency, at `path`, the user holds an office of."""
    prefix = f'{path}__' if path else ''
    return (
        {
            f'{prefix}procedure_roles__appointments__user': '$user',
            f'{prefix}procedure_roles__appointments__is_current': True,
        },
    )


def _applicant_of(path: str, **further: Any) -> Mapping[str, Any]:
    """Rows whose applicant, at `path`, the user represents."""
    prefix = f'{path}__' if path else ''
    return {f'{prefix}representatives__user': '$user', f'{prefix}representatives__is_current': True, **further}


REFERENCE = (
    'dcim.site', 'dcim.location', 'dcim.rack', 'dcim.rackreservation', 'dcim.device', 'dcim.devicetype',
    'dcim.devicerole', 'dcim.manufacturer', 'dcim.platform', 'dcim.powerpanel', 'dcim.powerfeed', 'dcim.interface',
    'dcim.powerport', 'dcim.poweroutlet', 'ipam.prefix', 'ipam.ipaddress', 'ipam.iprange', 'ipam.vlan', 'ipam.role',
    'ipam.service', 'circuits.circuit', 'tenancy.tenant',
)  # fmt: skip

CALENDARS = (_own('calendar'), _own('calendarhours'), _own('holiday'))
# Of one's own only: what a feed shows is restricted by its owner's permissions besides.
OWN_FEEDS = Grant(
    'keep calendar feeds', (_own('calendarfeed'),), ('view', 'add', 'change', 'delete'), ({'user': '$user'},)
)
# The relations by which a document leads to what it is about.
SUBJECTS = ('request', 'visit', 'ticket')
MOST_PARTIES = 5
# What an applicant sees of the papers about it: what came in, what was sent, and the records that they are party to:
# signed by the agency, or filed with the applicant’s own confirmation. Never a draft, nor what the agency keeps to
# itself.
APPLICANTS_PAPERS: tuple[Mapping[str, Any], ...] = (
    {'direction': DocumentDirectionChoices.INCOMING},
    {'direction': DocumentDirectionChoices.OUTGOING, 'state': DocumentStateChoices.SENT},
    {'kind__in': sorted(HANDED_OUT_KINDS), 'signed_at__isnull': False},
    # NetBox's constraints compare plain values only, so the places at which the applicant may stand are named.
    *(
        {
            'kind__in': sorted(HANDED_OUT_KINDS),
            'state': DocumentStateChoices.FILED,
            f'data__parties__{place}__side': 'applicant',
            f'data__parties__{place}__how__in': ['application', 'paper'],
        }
        for place in range(MOST_PARTIES)
    ),
)

OFFICER_GRANTS = (
    # Recording what happened on paper is a clerk's work; whose act it was is checked by the engine.
    Grant('see and act on cases', (_own('task'),), ('view', 'perform', 'record_paper'), _officer_of('case__agency')),
    Grant('see cases', (_own('case'),), ('view',), _officer_of('agency')),
    Grant(
        'see requests',
        (_own('colocationrequest'),),
        ('view', 'extend'),
        _officer_of('procedure__agency'),
    ),
    Grant(
        'see visits and tickets',
        (_own('accessvisit'), _own('maintenanceticket')),
        ('view',),
        _officer_of('procedure__agency'),
    ),
    # Whether their office keeps the door is asked besides.
    # Whose office works on tickets is asked besides.
    Grant('work on tickets', (_own('maintenanceticket'),), ('work',), _officer_of('procedure__agency')),
    Grant('see the work log', (_own('worklogentry'),), ('view',), _officer_of('ticket__procedure__agency')),
    Grant(
        'lend equipment',
        (_own('equipmentloan'),),
        ('view', 'add', 'change', 'delete', 'take_back'),
        _officer_of('agency'),
    ),
    Grant(
        'keep the door, extend visits', (_own('accessvisit'),), ('attend', 'extend'), _officer_of('procedure__agency')
    ),
    Grant(
        'see who comes with visits',
        (_own('visitor'), _own('carrieditem')),
        ('view',),
        _officer_of('visit__procedure__agency'),
    ),
    Grant(
        'see what belongs to requests',
        (_own('requestedserver'), _own('hold'), _own('monitoringtarget'), _own('extension')),
        ('view',),
        _officer_of('request__procedure__agency'),
    ),
    # Retiring by hand is in no group: the agency gives it to whom it trusts with it.
    Grant('accept targets', (_own('monitoringtarget'),), ('acknowledge',), _officer_of('request__procedure__agency')),
    Grant(
        'see papers',
        (_own('document'),),
        ('view',),
        tuple(constraint for subject in SUBJECTS for constraint in _officer_of(f'{subject}__procedure__agency')),
    ),
    Grant(
        'hand papers out',
        (_own('document'),),
        ('dispatch',),
        tuple(constraint for subject in SUBJECTS for constraint in _officer_of(f'{subject}__procedure__agency')),
    ),
    Grant(
        'see dispatches and record receipts',
        (_own('dispatch'),),
        ('view', 'receive'),
        tuple(
            constraint for subject in SUBJECTS for constraint in _officer_of(f'document__{subject}__procedure__agency')
        ),
    ),
    # Whose office drafts and whose signs is asked besides: nobody signs their own correction.
    Grant(
        'correct and classify papers',
        (_own('document'),),
        ('correct', 'classify'),
        tuple(constraint for subject in SUBJECTS for constraint in _officer_of(f'{subject}__procedure__agency')),
    ),
    # Whose office stands above whose is asked besides: nobody agrees to their own window or notice.
    Grant(
        'keep maintenance windows',
        (_own('maintenancewindow'),),
        ('view', 'add', 'change', 'delete', 'agree', 'run'),
        _officer_of('ticket__procedure__agency'),
    ),
    Grant(
        'approve maintenance notices',
        (_own('windownotice'),),
        ('view', 'approve'),
        _officer_of('window__ticket__procedure__agency'),
    ),
    Grant('check capacity', (_own('capacitycheck'),), ('view', 'add'), _officer_of('request__procedure__agency')),
    Grant('see pools', (_own('capacitypool'), _own('placementpolicy')), ('view',)),
    Grant(
        'see the agency’s procedures',
        (
            _own('procedure'),
            _own('procedurerole'),
            _own('documentregister'),
            _own('dispositioninstruction'),
            _own('letterhead'),
            _own('documenttemplate'),
        ),
        ('view',),
        _officer_of('agency'),
    ),
    Grant('take numbers', (_own('documentregister'),), ('take_number',), _officer_of('agency')),
    Grant('see the agency’s agenda', (_own('registerentry'),), ('view',), _officer_of('register__agency')),
    # Everybody’s classes and the agency’s own.
    Grant('see classes', (_own('classification'),), ('view',), ({'agency__isnull': True}, *_officer_of('agency'))),
    # The acts are archivists’.
    Grant('see disposals', (_own('disposal'),), ('view',), _officer_of('agency')),
    # The acts are reviewers’.
    Grant(
        'see who may enter',
        (_own('accessright'), _own('entryban'), _own('accesslogentry'), _own('accessreview')),
        ('view',),
        _officer_of('agency'),
    ),
    Grant('see rules of rooms', (_own('roompolicy'),), ('view',)),
    Grant('see versions', (_own('procedureversion'),), ('view',), _officer_of('procedure__agency')),
    Grant('see working time', CALENDARS, ('view',)),
    OWN_FEEDS,
    Grant('see appointments', (_own('appointment'),), ('view',), _officer_of('role__agency')),
    Grant('see NetBox’s own objects', REFERENCE, ('view',)),
    Grant(
        'see review notes',
        ('extras.journalentry',),
        ('view',),
        (
            {
                'assigned_object_type__app_label': 'netbox_colocation',
                'assigned_object_type__model': 'procedure',
            },
        ),
    ),
)

APPLICANT_GRANTS = (
    # Its own tasks only: officers' tasks carry their remarks and answers.
    Grant(
        'see and act on own tasks',
        (_own('task'),),
        ('view', 'perform'),
        (_applicant_of('case__applicant', role_key=APPLICANT),),
    ),
    Grant('see own cases', (_own('case'),), ('view',), (_applicant_of('applicant'),)),
    Grant(
        'write own requests',
        (_own('colocationrequest'), _own('accessvisit'), _own('maintenanceticket')),
        ('view', 'add', 'change', 'delete', 'submit'),
        (_applicant_of('applicant'),),
    ),
    Grant(
        'write servers of own requests',
        (_own('requestedserver'),),
        ('view', 'add', 'change', 'delete'),
        (_applicant_of('request__applicant'),),
    ),
    Grant(
        'name visitors and items of own visits',
        (_own('visitor'), _own('carrieditem')),
        ('view', 'add', 'change', 'delete'),
        (_applicant_of('visit__applicant'),),
    ),
    Grant(
        'see own papers',
        (_own('document'),),
        ('view',),
        tuple(_applicant_of(f'{subject}__applicant', **papers) for subject in SUBJECTS for papers in APPLICANTS_PAPERS),
    ),
    Grant(
        'ask for extensions of own terms',
        (_own('extension'),),
        ('view', 'add'),
        (_applicant_of('request__applicant'),),
    ),
    Grant('see what one has borrowed', (_own('equipmentloan'),), ('view',), (_applicant_of('borrower'),)),
    Grant('see working time', CALENDARS, ('view',)),
    OWN_FEEDS,
    Grant('see windows of own tickets', (_own('maintenancewindow'),), ('view',), (_applicant_of('ticket__applicant'),)),
    Grant('see notices to own agency', (_own('windownotice'),), ('view',), (_applicant_of('tenant', state='sent'),)),
    Grant('see procedures', (_own('procedure'), _own('procedureversion')), ('view',)),
    Grant('see own agency', ('tenancy.tenant',), ('view',), (_applicant_of(''),)),
    Grant('choose where and what', ('dcim.site', 'dcim.location', 'dcim.devicetype', 'dcim.manufacturer'), ('view',)),
    Grant('see own devices and addresses', ('dcim.device', 'ipam.ipaddress'), ('view',), (_applicant_of('tenant'),)),
    Grant('see racks with own devices', ('dcim.rack',), ('view',), (_applicant_of('devices__tenant'),)),
)

# All targets: a monitoring system of one site or tenant only is given a permission of its own instead.
MONITORING_GRANTS = (
    Grant('see and report on targets', (_own('monitoringtarget'),), ('view', 'acknowledge')),
    Grant('compare with what is watched', (_own('driftreport'),), ('view', 'add')),
    Grant('say what is muted', (_own('maintenancewindow'),), ('view',)),
    Grant(
        'read capacity',
        (_own('capacitypool'), 'dcim.site', 'dcim.location', 'dcim.rack', 'ipam.prefix'),
        ('view',),
    ),
)

REVIEWER_GRANTS = (
    Grant('review who may enter', (_own('accessreview'),), ('view', 'add', 'review'), _officer_of('agency')),
    Grant('give and revoke rights', (_own('accessright'),), ('view', 'add', 'change', 'revoke'), _officer_of('agency')),
    Grant('keep the no-entry list', (_own('entryban'),), ('view', 'add', 'change', 'delete'), _officer_of('agency')),
    Grant('read the access log', (_own('accesslogentry'),), ('view',), _officer_of('agency')),
    # By a review only: `change` would let them appoint whom they like.
    Grant('end offices', (_own('appointment'),), ('view', 'end'), _officer_of('role__agency')),
    Grant(
        'end representations',
        (_own('representative'),),
        ('view', 'end'),
        tuple(
            constraint
            for way in ('access_visits__procedure', 'colocation_requests__procedure', 'held_access_rights')
            for constraint in _officer_of(f'tenant__{way}__agency')
        ),
    ),
    Grant(
        'cancel visits that a review revokes',
        (_own('case'),),
        ('view', 'cancel'),
        _officer_of('access_visit__procedure__agency'),
    ),
)

# Two persons at least: the service asks that nobody decides about, or carries out, what they proposed.
ARCHIVIST_GRANTS = (
    Grant('dispose of papers', (_own('disposal'),), ('view', 'add', 'approve', 'carry_out'), _officer_of('agency')),
    Grant('see the agency', ('tenancy.tenant',), ('view',), _officer_of('')),
    Grant(
        'see papers',
        (_own('document'),),
        ('view',),
        tuple(constraint for subject in SUBJECTS for constraint in _officer_of(f'{subject}__procedure__agency')),
    ),
)

GROUPS: Mapping[str, tuple[Grant, ...]] = {
    OFFICERS: OFFICER_GRANTS,
    APPLICANTS: APPLICANT_GRANTS,
    MONITORING: MONITORING_GRANTS,
    REVIEWERS: REVIEWER_GRANTS,
    ARCHIVISTS: ARCHIVIST_GRANTS,
}


@transaction.atomic
def ensure_groups() -> dict[str, Group]:
    """Create the groups and their permissions, or bring them up to date; members stay as they are."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in GROUPS}
    ours = Q(*(('name__startswith', f'{name}: ') for name in GROUPS), _connector=Q.OR)
    stored = {row.name: row for row in ObjectPermission.objects.filter(ours).prefetch_related('object_types', 'groups')}
    wanted = {f'{name}: {grant.name}': (groups[name], grant) for name, grants in GROUPS.items() for grant in grants}
    _create({key: one for key, one in wanted.items() if key not in stored})
    for key, permission in stored.items():
        if key in wanted:
            _update(permission, *wanted[key])
        else:  # what an earlier version granted and this one does not
            permission.delete()
    return groups


def _create(wanted: Mapping[str, tuple[Group, Grant]]) -> None:
    made = ObjectPermission.objects.bulk_create(
        ObjectPermission(name=key, actions=list(grant.actions), constraints=_constraints_of(grant))
        for key, (_group, grant) in wanted.items()
    )
    types = _types() if made else {}
    models, members = ObjectPermission.object_types.through, ObjectPermission.groups.through
    models.objects.bulk_create(
        models(objectpermission=permission, contenttype_id=types[model].pk)
        for permission in made
        for model in wanted[permission.name][1].models
    )
    members.objects.bulk_create(
        members(objectpermission=permission, group=wanted[permission.name][0]) for permission in made
    )


def _update(permission: ObjectPermission, group: Group, grant: Grant) -> None:
    wanted = list(grant.actions), _constraints_of(grant)
    if (permission.actions, permission.constraints) != wanted:
        permission.actions, permission.constraints = wanted
        permission.save()
    if {f'{row.app_label}.{row.model}' for row in permission.object_types.all()} != set(grant.models):
        permission.object_types.set([_types()[model] for model in grant.models])
    if list(permission.groups.all()) != [group]:
        permission.groups.set([group])


def _constraints_of(grant: Grant) -> list[dict[str, Any]] | None:
    return [dict(constraint) for constraint in grant.constraints] or None


def _types() -> dict[str, ObjectType]:
    return {f'{row.app_label}.{row.model}': row for row in ObjectType.objects.all()}
