"""Serializers of the statistics and of the yearly evidence: what may be asked, and what is answered."""

import datetime
from typing import Any

from rest_framework import serializers

from ...workflows.statistics import GROUPS

__all__ = (
    'ColocationStatisticsQuerySerializer',
    'ColocationStatisticsSerializer',
    'ColocationYearlyEvidenceQuerySerializer',
    'ColocationYearlyEvidenceSerializer',
)

# What no procedure knows as a year; dates beyond it no database holds.
FIRST_YEAR, LAST_YEAR = 2000, 2100
FIRST_DAY, LAST_DAY = datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31)


class ColocationStatisticsQuerySerializer(serializers.Serializer):
    """The query of `statistics/tasks/`; without days, this month and the eleven before it."""

    agency_id = serializers.IntegerField(required=False, min_value=1, help_text='The agency that runs the procedure')
    procedure_id = serializers.IntegerField(required=False, min_value=1)
    since = serializers.DateField(required=False, help_text='First day')
    until = serializers.DateField(required=False, help_text='Last day, included')
    group = serializers.ChoiceField(choices=list(GROUPS), default='row')

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        default = self.context['default']
        days = {'since': attrs.get('since') or default.since, 'until': attrs.get('until') or default.until}
        wrong = {name: 'Out of range.' for name, day in days.items() if not FIRST_DAY <= day <= LAST_DAY}
        if not wrong and days['since'] > days['until']:
            wrong['until'] = 'The last day cannot be before the first one.'
        if wrong:
            raise serializers.ValidationError(wrong)
        return {**attrs, **days}


class ColocationYearlyEvidenceQuerySerializer(serializers.Serializer):
    """The query of `statistics/evidence/`."""

    agency_id = serializers.IntegerField(min_value=1, help_text='The agency that runs the procedures')
    year = serializers.IntegerField(required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text='This year')


class ColocationTaskStatisticsSerializer(serializers.Serializer):
    """The tasks of one group; what does not make the group is empty. Times are working minutes, shares 0-1."""

    procedure_id = serializers.IntegerField(allow_null=True)
    procedure = serializers.CharField()
    agency_id = serializers.IntegerField(allow_null=True)
    agency = serializers.CharField()
    row = serializers.CharField()
    activity = serializers.CharField()
    limit = serializers.CharField(help_text='Limit and target of the newest published version, in words')
    role_id = serializers.IntegerField(allow_null=True)
    role = serializers.CharField()
    month = serializers.DateField(allow_null=True, help_text='Its first day')
    tasks = serializers.IntegerField()
    on_time_share = serializers.FloatField(allow_null=True)
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    without_limit = serializers.IntegerField()
    median_minutes = serializers.FloatField(allow_null=True)
    average_minutes = serializers.FloatField(allow_null=True)
    ninetieth_minutes = serializers.FloatField(allow_null=True)
    returns = serializers.IntegerField()
    on_paper = serializers.IntegerField()
    open = serializers.IntegerField(help_text='Now; 0 by month')
    open_late = serializers.IntegerField(help_text='Now; 0 by month')


class ColocationCaseStatisticsSerializer(serializers.Serializer):
    """The cases of one procedure in one month; medians are of those completed or refused."""

    procedure_id = serializers.IntegerField()
    procedure = serializers.CharField()
    agency_id = serializers.IntegerField()
    agency = serializers.CharField()
    month = serializers.DateField(help_text='Its first day')
    opened = serializers.IntegerField()
    completed = serializers.IntegerField()
    refused = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    median_days = serializers.FloatField(allow_null=True, help_text='Calendar days')
    median_minutes = serializers.FloatField(allow_null=True, help_text='Working minutes of its tasks, added up')


class ColocationStatisticsSerializer(serializers.Serializer):
    """The answer of `statistics/tasks/`."""

    since = serializers.DateField()
    until = serializers.DateField()
    group = serializers.ChoiceField(choices=list(GROUPS))
    tasks = ColocationTaskStatisticsSerializer(many=True)
    cases = ColocationCaseStatisticsSerializer(many=True)


class ColocationAgencyUseSerializer(serializers.Serializer):
    """An applicant agency: its cases of the year, and its servers in racks today."""

    tenant = serializers.IntegerField()
    name = serializers.CharField()
    group = serializers.CharField()
    is_using = serializers.BooleanField()
    requests = serializers.IntegerField()
    completed = serializers.IntegerField()
    refused = serializers.IntegerField()
    servers = serializers.IntegerField()
    last_request = serializers.DateField(allow_null=True)


class ColocationMonthCapacitySerializer(serializers.Serializer):
    """Requests by the last check of the month, and rack units (U) at its end; null in a month that has not begun."""

    month = serializers.DateField()
    enough = serializers.IntegerField()
    short = serializers.IntegerField()
    unknown = serializers.IntegerField()
    held = serializers.FloatField(allow_null=True)
    installed = serializers.FloatField(allow_null=True)


class ColocationVersionInForceSerializer(serializers.Serializer):
    """A published version of a procedure."""

    procedure = serializers.CharField()
    number = serializers.IntegerField()
    sheet_number = serializers.CharField()
    published = serializers.DateField()
    published_by = serializers.CharField()
    note = serializers.CharField()


class ColocationReviewNoteSerializer(serializers.Serializer):
    """An entry in the journal of a procedure."""

    day = serializers.DateField()
    procedure = serializers.CharField()
    author = serializers.CharField()
    text = serializers.CharField()


class ColocationYearlyEvidenceSerializer(serializers.Serializer):
    """The answer of `statistics/evidence/`."""

    agency_id = serializers.IntegerField()
    agency = serializers.CharField()
    year = serializers.IntegerField()
    use = ColocationAgencyUseSerializer(many=True)
    cases = ColocationCaseStatisticsSerializer(many=True)
    rows = ColocationTaskStatisticsSerializer(many=True)
    capacity = ColocationMonthCapacitySerializer(many=True)
    versions = ColocationVersionInForceSerializer(many=True)
    notes = ColocationReviewNoteSerializer(many=True)
