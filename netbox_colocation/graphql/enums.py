"""The choices as GraphQL enums. Their names are global, so each says whose it is."""

import strawberry

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

ArchiveFateEnum = strawberry.enum(choices.ArchiveFateChoices.as_enum(prefix='fate'), name='ColocationArchiveFateEnum')
EntryOriginEnum = strawberry.enum(choices.EntryOriginChoices.as_enum(prefix='origin'), name='ColocationEntryOriginEnum')
EntryStateEnum = strawberry.enum(choices.EntryStateChoices.as_enum(prefix='state'), name='ColocationEntryStateEnum')
CapacityVerdictEnum = strawberry.enum(
    choices.CapacityVerdictChoices.as_enum(prefix='verdict'), name='ColocationCapacityVerdictEnum'
)
CaseStateEnum = strawberry.enum(choices.CaseStateChoices.as_enum(prefix='state'), name='ColocationCaseStateEnum')
DayCountEnum = strawberry.enum(choices.DayCountChoices.as_enum(prefix='count'), name='ColocationDayCountEnum')
DisposalStateEnum = strawberry.enum(
    choices.DisposalStateChoices.as_enum(prefix='state'), name='ColocationDisposalStateEnum'
)
DocumentDirectionEnum = strawberry.enum(
    choices.DocumentDirectionChoices.as_enum(prefix='direction'), name='ColocationDocumentDirectionEnum'
)
DocumentKindEnum = strawberry.enum(
    choices.DocumentKindChoices.as_enum(prefix='kind'), name='ColocationDocumentKindEnum'
)
DocumentStateEnum = strawberry.enum(
    choices.DocumentStateChoices.as_enum(prefix='state'), name='ColocationDocumentStateEnum'
)
FillOrderEnum = strawberry.enum(choices.FillOrderChoices.as_enum(prefix='order'), name='ColocationFillOrderEnum')
GroupingEnum = strawberry.enum(choices.GroupingChoices.as_enum(prefix='grouping'), name='ColocationGroupingEnum')
HoldStateEnum = strawberry.enum(choices.HoldStateChoices.as_enum(prefix='state'), name='ColocationHoldStateEnum')
HolderCapacityEnum = strawberry.enum(
    choices.HolderCapacityChoices.as_enum(prefix='capacity'), name='ColocationHolderCapacityEnum'
)
HolidayKindEnum = strawberry.enum(choices.HolidayKindChoices.as_enum(prefix='kind'), name='ColocationHolidayKindEnum')
LetterFontEnum = strawberry.enum(choices.LetterFontChoices.as_enum(prefix='font'), name='ColocationLetterFontEnum')
PaperSizeEnum = strawberry.enum(choices.PaperSizeChoices.as_enum(prefix='paper'), name='ColocationPaperSizeEnum')
MonitoringHealthEnum = strawberry.enum(
    choices.MonitoringHealthChoices.as_enum(prefix='health'), name='ColocationMonitoringHealthEnum'
)
MonitoringKindEnum = strawberry.enum(
    choices.MonitoringKindChoices.as_enum(prefix='kind'), name='ColocationMonitoringKindEnum'
)
MonitoringSchemeEnum = strawberry.enum(
    choices.MonitoringSchemeChoices.as_enum(prefix='scheme'), name='ColocationMonitoringSchemeEnum'
)
MonitoringSeverityEnum = strawberry.enum(
    choices.MonitoringSeverityChoices.as_enum(prefix='severity'), name='ColocationMonitoringSeverityEnum'
)
MonitoringStateEnum = strawberry.enum(
    choices.MonitoringStateChoices.as_enum(prefix='state'), name='ColocationMonitoringStateEnum'
)
PoolKindEnum = strawberry.enum(choices.PoolKindChoices.as_enum(prefix='kind'), name='ColocationPoolKindEnum')
RequestStatusEnum = strawberry.enum(
    choices.RequestStatusChoices.as_enum(prefix='status'), name='ColocationRequestStatusEnum'
)
SubjectKindEnum = strawberry.enum(choices.SubjectKindChoices.as_enum(prefix='kind'), name='ColocationSubjectKindEnum')
TaskStateEnum = strawberry.enum(choices.TaskStateChoices.as_enum(prefix='state'), name='ColocationTaskStateEnum')
VersionStateEnum = strawberry.enum(
    choices.VersionStateChoices.as_enum(prefix='state'), name='ColocationVersionStateEnum'
)
ExtensionStateEnum = strawberry.enum(
    choices.ExtensionStateChoices.as_enum(prefix='state'), name='ColocationExtensionStateEnum'
)
TicketKindEnum = strawberry.enum(choices.TicketKindChoices.as_enum(prefix='kind'), name='ColocationTicketKindEnum')
TicketPriorityEnum = strawberry.enum(
    choices.TicketPriorityChoices.as_enum(prefix='priority'), name='ColocationTicketPriorityEnum'
)
TicketTimingEnum = strawberry.enum(
    choices.TicketTimingChoices.as_enum(prefix='timing'), name='ColocationTicketTimingEnum'
)
WorkStatusEnum = strawberry.enum(choices.WorkStatusChoices.as_enum(prefix='status'), name='ColocationWorkStatusEnum')
DispatchMethodEnum = strawberry.enum(
    choices.DispatchMethodChoices.as_enum(prefix='method'), name='ColocationDispatchMethodEnum'
)
DispatchStateEnum = strawberry.enum(
    choices.DispatchStateChoices.as_enum(prefix='state'), name='ColocationDispatchStateEnum'
)
FeedContentEnum = strawberry.enum(
    choices.FeedContentChoices.as_enum(prefix='content'), name='ColocationFeedContentEnum'
)
FeedScopeEnum = strawberry.enum(choices.FeedScopeChoices.as_enum(prefix='scope'), name='ColocationFeedScopeEnum')
AccessLogKindEnum = strawberry.enum(
    choices.AccessLogKindChoices.as_enum(prefix='kind'), name='ColocationAccessLogKindEnum'
)
AccessMeansEnum = strawberry.enum(choices.AccessMeansChoices.as_enum(prefix='means'), name='ColocationAccessMeansEnum')
IdentityKindEnum = strawberry.enum(
    choices.IdentityKindChoices.as_enum(prefix='kind'), name='ColocationIdentityKindEnum'
)
ReviewStateEnum = strawberry.enum(choices.ReviewStateChoices.as_enum(prefix='state'), name='ColocationReviewStateEnum')
CarryDirectionEnum = strawberry.enum(
    choices.CarryDirectionChoices.as_enum(prefix='direction'), name='ColocationCarryDirectionEnum'
)
VisitActivityEnum = strawberry.enum(
    choices.VisitActivityChoices.as_enum(prefix='activity'), name='ColocationVisitActivityEnum'
)
ImpactGradeEnum = strawberry.enum(choices.ImpactGradeChoices.as_enum(prefix='grade'), name='ColocationImpactGradeEnum')
NoticeKindEnum = strawberry.enum(choices.NoticeKindChoices.as_enum(prefix='kind'), name='ColocationNoticeKindEnum')
NoticeStateEnum = strawberry.enum(choices.NoticeStateChoices.as_enum(prefix='state'), name='ColocationNoticeStateEnum')
WindowStateEnum = strawberry.enum(choices.WindowStateChoices.as_enum(prefix='state'), name='ColocationWindowStateEnum')
