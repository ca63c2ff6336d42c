"""NetBox custom script: find places for servers, or for those of a request, and say why not in the other racks.

Put this file into NetBox's scripts (Customization > Scripts > Add, or SCRIPTS_ROOT). It changes nothing, with *Commit
changes* or without. Whoever runs it finds places in the racks that they may view.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone

from dcim.models import DeviceType, Location, Site
from extras.scripts import BooleanVar, ChoiceVar, DecimalVar, IntegerVar, ObjectVar, Script
from tenancy.models import Tenant
from utilities.exceptions import AbortScript

from netbox_colocation.capacity.questions import Question
from netbox_colocation.capacity.searching import MOST_PLACES, MOST_SERVERS, only_agency, search, wanted_demand
from netbox_colocation.capacity.snapshot import read_demand
from netbox_colocation.choices import GroupingChoices
from netbox_colocation.models import ColocationRequest, RequestedServer
from netbox_colocation.ui.places import reasons_of


class FindPlaces(Script):
    """Thin: the search itself is `netbox_colocation.capacity.searching`."""

    class Meta:
        name = 'Colocation: find places'
        description = 'Says where servers fit, the best racks first, and why not in the others'
        commit_default = False
        fieldsets = (
            ('The servers of a request', ('colocation_request',)),
            ('Or where and for whom', ('site', 'location', 'applicant')),
            (
                '… and what',
                ('count', 'device_type', 'height', 'full_depth', 'power_draw', 'power_supplies', 'grouping'),
            ),
            ('Answer', ('limit', 'explain')),
        )

    colocation_request = ObjectVar(
        model=ColocationRequest,
        required=False,
        label='Request',
        query_params={'subject_kind': 'colocation-request'},
    )
    site = ObjectVar(model=Site, required=False)
    location = ObjectVar(model=Location, required=False, query_params={'site_id': '$site'})
    applicant = ObjectVar(model=Tenant, required=False)
    count = IntegerVar(min_value=1, max_value=MOST_SERVERS, default=1, required=False, label='How many')
    device_type = ObjectVar(model=DeviceType, required=False)
    height = DecimalVar(
        max_digits=4, decimal_places=1, required=False, label='Height (U)', description='Empty with a device type'
    )
    full_depth = BooleanVar(default=True, required=False)
    power_draw = IntegerVar(min_value=1, required=False, label='Power draw (W)')
    power_supplies = IntegerVar(min_value=1, default=2, required=False)
    grouping = ChoiceVar(choices=GroupingChoices, default=GroupingChoices.ANY, required=False)
    limit = IntegerVar(min_value=1, max_value=MOST_PLACES, default=10, required=False)
    explain = BooleanVar(default=True, required=False, description='Say of every other rack why it does not fit')

    def run(self, data, commit):
        question, demand = self._read(data)
        found = search(
            question,
            demand,
            user=self.request.user if self.request else None,
            now=timezone.now(),
            limit=data.get('limit') or 10,
            explain=bool(data.get('explain', True)),
        )
        for finding in found.findings:
            log = {'enough': self.log_success, 'short': self.log_failure}.get(finding.verdict, self.log_warning)
            log(f'{finding.resource}: {finding.reason}')
        for answer in found.refusals:
            self.log_info(answer.reason)
        return '\n'.join(map(self._line, found.places)) or 'It fits nowhere.'

    def _read(self, data) -> tuple:
        if request := data.get('colocation_request'):
            return Question.of(request), read_demand(request)
        if not (site := data.get('site')):
            raise AbortScript('Choose a request, or a site.')
        location, applicant = data.get('location'), data.get('applicant')
        question = Question(
            site=site.pk,
            location=location.pk if location else None,
            applicant=applicant.pk if applicant else None,
            agency=only_agency(),
        )
        grouping = data.get('grouping') or GroupingChoices.ANY
        return question, wanted_demand([(self._server(data), data.get('count') or 1)], grouping=grouping)

    def _server(self, data) -> RequestedServer:
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
            raise AbortScript(' '.join(error.messages)) from error
        return server

    def _line(self, place) -> str:
        spots = ', '.join(f'{spot.server_name}: {spot.rack_name} U{spot.position:g}' for spot in place.placements)
        return f'{place.number}. {spots} (score {place.score}). {" ".join(reasons_of(place))}'
