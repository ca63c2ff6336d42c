"""NetBox custom script: check the capacity for colocation requests that wait for a decision.

Put this file into NetBox's scripts (Customization > Scripts > Add, or SCRIPTS_ROOT). Without *Commit changes* it only
reports; with it, the results are kept as capacity checks of the requests.
"""

from django.utils import timezone

from extras.scripts import MultiObjectVar, Script

from netbox_colocation.capacity.checks import assess, blocking, verify_capacity
from netbox_colocation.choices import RequestStatusChoices
from netbox_colocation.models import ColocationRequest

UNDECIDED = (RequestStatusChoices.DRAFT, RequestStatusChoices.OPEN)


class CheckCapacity(Script):
    """Thin: the checking itself is `netbox_colocation.capacity.checks`."""

    class Meta:
        name = 'Colocation: check capacity'
        description = 'Says for every undecided request what fits, what is short, and where its servers would stand'
        commit_default = False

    requests = MultiObjectVar(
        model=ColocationRequest,
        required=False,
        query_params={'status': list(UNDECIDED)},
        description='All undecided requests when left empty',
    )

    def run(self, data, commit):
        now = timezone.now()
        requests = data.get('requests') or ColocationRequest.objects.filter(status__in=UNDECIDED)
        lines = [self._check(request, commit, now) for request in requests.order_by('pk')]
        return '\n'.join(lines) or 'No request waits for a decision.'

    def _check(self, request, commit, now) -> str:
        assessment = assess(request, now=now)
        for finding in assessment.findings:
            self.log_info(f'{finding.resource}: {finding.verdict}. {finding.reason}', obj=request)
        if commit:
            verify_capacity(request, actor=self.request.user if self.request else None, now=now)
        if against := blocking(assessment.findings):
            self.log_warning(f'{len(against)} findings stand against it', obj=request)
        else:
            self.log_success('It fits', obj=request)
        places = ', '.join(
            f'{place.server_name}: {place.rack_name} U{place.position:g}' for place in assessment.placements
        )
        return f'{request}: {assessment.verdict}' + (f' ({places})' if places else '')
