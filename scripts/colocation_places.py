"""NetBox custom script: find places for servers, or for those of a request, and say why not in the other racks.

Install it with `colocation_scripts`. It changes nothing, with *Commit changes* or without. Whoever runs it finds places
in the racks that they may view.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dcim.models import DeviceType, Location, Site
from extras.scripts import BooleanVar, ChoiceVar, DecimalVar, IntegerVar, ObjectVar, Script
from tenancy.models import Tenant

from netbox_colocation.capacity.questions import Question
from netbox_colocation.capacity.searching import MOST_PLACES, MOST_SERVERS, Found, only_agency, search, wanted_demand
from netbox_colocation.capacity.snapshot import read_demand
from netbox_colocation.choices import CapacityResourceChoices, GroupingChoices
from netbox_colocation.exceptions import DataInvalid, Refusal
from netbox_colocation.models import ColocationRequest, RequestedServer
from netbox_colocation.scripting import ColocationScript
from netbox_colocation.ui.places import reasons_of
from netbox_colocation.ui.spreadsheets import Column, Listing


class FindPlaces(ColocationScript, Script):
    """Thin: the search itself is `netbox_colocation.capacity.searching`."""

    rights = ('dcim.view_rack', 'netbox_colocation.view_capacitycheck')

    class Meta:
        name = 'Colocation: find places'
        description = gettext_lazy('Says where servers fit, the best racks first, and why not in the others')
        fieldsets = (
            (gettext_lazy('The servers of a request'), ('colocation_request',)),
            (gettext_lazy('Or where and for whom'), ('site', 'location', 'applicant')),
            (
                gettext_lazy('… and what'),
                ('count', 'device_type', 'height', 'full_depth', 'power_draw', 'power_supplies', 'grouping'),
            ),
            (gettext_lazy('Answer'), ('limit', 'explain')),
        )

    colocation_request = ObjectVar(
        model=ColocationRequest,
        required=False,
        label=gettext_lazy('Request'),
        query_params={'subject_kind': 'colocation-request'},
    )
    site = ObjectVar(model=Site, required=False, label=gettext_lazy('Site'))
    location = ObjectVar(
        model=Location, required=False, label=gettext_lazy('Location'), query_params={'site_id': '$site'}
    )
    applicant = ObjectVar(model=Tenant, required=False, label=gettext_lazy('Applicant'))
    count = IntegerVar(min_value=1, max_value=MOST_SERVERS, default=1, required=False, label=gettext_lazy('How many'))
    device_type = ObjectVar(model=DeviceType, required=False, label=gettext_lazy('Device type'))
    height = DecimalVar(
        max_digits=4,
        decimal_places=1,
        required=False,
        label=gettext_lazy('Height (U)'),
        description=gettext_lazy('Empty with a device type'),
    )
    full_depth = BooleanVar(default=True, required=False, label=gettext_lazy('Is full depth'))
    power_draw = IntegerVar(min_value=1, required=False, label=gettext_lazy('Power draw (W)'))
    power_supplies = IntegerVar(min_value=1, default=2, required=False, label=gettext_lazy('Power supplies'))
    grouping = ChoiceVar(
        choices=GroupingChoices, default=GroupingChoices.ANY, required=False, label=gettext_lazy('Grouping')
    )
    limit = IntegerVar(min_value=1, max_value=MOST_PLACES, default=10, required=False, label=gettext_lazy('At most'))
    explain = BooleanVar(
        default=True,
        required=False,
        label=gettext_lazy('Explain'),
        description=gettext_lazy('Say of every other rack why it does not fit'),
    )

    def carry_out(self, data, *, actor, now):
        question, demand = self._read(data)
        explain = data.get('explain')
        found = search(
            question,
            demand,
            user=actor,
            now=now,
            limit=data.get('limit') or 10,
            explain=explain is None or bool(explain),
        )
        for finding in found.findings:
            log = {'enough': self.log_success, 'short': self.log_failure}.get(finding.verdict, self.log_warning)
            log(f'{dict(CapacityResourceChoices)[finding.resource]}: {finding.reason}')
        return _list(found)

    def _read(self, data) -> tuple:
        if request := data.get('colocation_request'):
            return Question.of(request), read_demand(request)
        if not (site := data.get('site')):
            text = _('Choose a request, or a site.')
            raise DataInvalid(text, refusals=[Refusal('site-missing', text, 'site')])
        location, applicant = data.get('location'), data.get('applicant')
        question = Question(
            site=site.pk,
            location=location.pk if location else None,
            applicant=applicant.pk if applicant else None,
            agency=only_agency(),
        )
        grouping = data.get('grouping') or GroupingChoices.ANY
        return question, wanted_demand([(_server(data), data.get('count') or 1)], grouping=grouping)


def _server(data) -> RequestedServer:
    server = RequestedServer(
        name='server',
        device_type=data.get('device_type'),
        u_height=data.get('height'),
        is_full_depth=bool(data.get('full_depth', True)),
        power_draw=data.get('power_draw'),
        power_supplies=data.get('power_supplies') or 2,
    )
    try:
        server.full_clean(exclude=['request'], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        refusals = [
            Refusal('field-invalid', text, field=name) for name, texts in error.message_dict.items() for text in texts
        ]
        raise DataInvalid(' '.join(error.messages), refusals=refusals) from error
    return server


def _list(found: Found) -> Listing:
    rows = [
        (
            place.number,
            spot.rack_name,
            'enough',
            '',
            spot.server_name,
            float(spot.position),
            spot.face,
            place.score,
            ' '.join(reasons_of(place)),
        )
        for place in found.places
        for spot in place.placements
    ]
    rows += [
        (None, answer.name, answer.verdict, answer.code, '', None, '', None, answer.reason) for answer in found.refusals
    ]
    return Listing(
        'places',
        _('Places'),
        (
            Column('place', _('No.'), 'count'),
            Column('rack', _('Rack')),
            Column('verdict', _('Verdict')),
            Column('code', _('Code')),
            Column('server', _('Server')),
            Column('position', _('Position (U)'), 'number'),
            Column('face', _('Rack face')),
            Column('score', _('Score'), 'count'),
            Column('reason', _('Reason'), 'long'),
        ),
        rows,
        note='' if found.places else _('It fits nowhere.'),
    )
