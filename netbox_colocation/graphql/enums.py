"""The choices as GraphQL enums. Their names are global, so each says whose it is."""

from typing import Any

import strawberry

from utilities.choices import ChoiceSet

from .. import choices

__all__ = (
    'AccessLogKindEnum',
    'AccessMeansEnum',
    'ArchiveFateEnum',
    'CapacityVerdictEnum',
    'CarryDirectionEnum',
    'CaseStateEnum',
    'DayCountEnum',
    'DispatchMethodEnum',
    'DispatchStateEnum',
    'DisposalStateEnum',
    'DocumentDirectionEnum',
    'DocumentKindEnum',
    'DocumentStateEnum',
    'EntryOriginEnum',
    'EntryStateEnum',
    'ExtensionStateEnum',
    'FeedContentEnum',
    'FeedScopeEnum',
    'FillOrderEnum',
    'GroupingEnum',
    'HoldStateEnum',
    'HolderCapacityEnum',
    'HolidayKindEnum',
    'IdentityKindEnum',
    'ImpactGradeEnum',
    'LetterFontEnum',
    'MonitoringHealthEnum',
    'MonitoringKindEnum',
    'MonitoringSchemeEnum',
    'MonitoringSeverityEnum',
    'MonitoringStateEnum',
    'NoticeKindEnum',
    'NoticeStateEnum',
    'PaperSizeEnum',
    'PoolKindEnum',
    'RequestStatusEnum',
    'ReviewStateEnum',
    'SubjectKindEnum',
    'TaskStateEnum',
    'TicketKindEnum',
    'TicketPriorityEnum',
    'TicketTimingEnum',
    'VersionStateEnum',
    'VisitActivityEnum',
    'WindowStateEnum',
    'WorkStatusEnum',
)


def _enum(choice_set: type[ChoiceSet], prefix: str) -> Any:
    """Return the enum of a set of choices; a member is named by the prefix and its value."""
    noun = choice_set.__name__.removesuffix('Choices')
    return strawberry.enum(choice_set.as_enum(prefix=prefix), name=f'Colocation{noun}Enum')


AccessLogKindEnum = _enum(choices.AccessLogKindChoices, 'kind')
AccessMeansEnum = _enum(choices.AccessMeansChoices, 'means')
ArchiveFateEnum = _enum(choices.ArchiveFateChoices, 'fate')
CapacityVerdictEnum = _enum(choices.CapacityVerdictChoices, 'verdict')
CarryDirectionEnum = _enum(choices.CarryDirectionChoices, 'direction')
CaseStateEnum = _enum(choices.CaseStateChoices, 'state')
DayCountEnum = _enum(choices.DayCountChoices, 'count')
DispatchMethodEnum = _enum(choices.DispatchMethodChoices, 'method')
DispatchStateEnum = _enum(choices.DispatchStateChoices, 'state')
DisposalStateEnum = _enum(choices.DisposalStateChoices, 'state')
DocumentDirectionEnum = _enum(choices.DocumentDirectionChoices, 'direction')
DocumentKindEnum = _enum(choices.DocumentKindChoices, 'kind')
DocumentStateEnum = _enum(choices.DocumentStateChoices, 'state')
EntryOriginEnum = _enum(choices.EntryOriginChoices, 'origin')
EntryStateEnum = _enum(choices.EntryStateChoices, 'state')
ExtensionStateEnum = _enum(choices.ExtensionStateChoices, 'state')
FeedContentEnum = _enum(choices.FeedContentChoices, 'content')
FeedScopeEnum = _enum(choices.FeedScopeChoices, 'scope')
FillOrderEnum = _enum(choices.FillOrderChoices, 'order')
GroupingEnum = _enum(choices.GroupingChoices, 'grouping')
HoldStateEnum = _enum(choices.HoldStateChoices, 'state')
HolderCapacityEnum = _enum(choices.HolderCapacityChoices, 'capacity')
HolidayKindEnum = _enum(choices.HolidayKindChoices, 'kind')
IdentityKindEnum = _enum(choices.IdentityKindChoices, 'kind')
ImpactGradeEnum = _enum(choices.ImpactGradeChoices, 'grade')
LetterFontEnum = _enum(choices.LetterFontChoices, 'font')
MonitoringHealthEnum = _enum(choices.MonitoringHealthChoices, 'health')
MonitoringKindEnum = _enum(choices.MonitoringKindChoices, 'kind')
MonitoringSchemeEnum = _enum(choices.MonitoringSchemeChoices, 'scheme')
MonitoringSeverityEnum = _enum(choices.MonitoringSeverityChoices, 'severity')
MonitoringStateEnum = _enum(choices.MonitoringStateChoices, 'state')
NoticeKindEnum = _enum(choices.NoticeKindChoices, 'kind')
NoticeStateEnum = _enum(choices.NoticeStateChoices, 'state')
PaperSizeEnum = _enum(choices.PaperSizeChoices, 'paper')
PoolKindEnum = _enum(choices.PoolKindChoices, 'kind')
RequestStatusEnum = _enum(choices.RequestStatusChoices, 'status')
ReviewStateEnum = _enum(choices.ReviewStateChoices, 'state')
SubjectKindEnum = _enum(choices.SubjectKindChoices, 'kind')
TaskStateEnum = _enum(choices.TaskStateChoices, 'state')
TicketKindEnum = _enum(choices.TicketKindChoices, 'kind')
TicketPriorityEnum = _enum(choices.TicketPriorityChoices, 'priority')
TicketTimingEnum = _enum(choices.TicketTimingChoices, 'timing')
VersionStateEnum = _enum(choices.VersionStateChoices, 'state')
VisitActivityEnum = _enum(choices.VisitActivityChoices, 'activity')
WindowStateEnum = _enum(choices.WindowStateChoices, 'state')
WorkStatusEnum = _enum(choices.WorkStatusChoices, 'status')
