"""Words of calendars."""

from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet

__all__ = (
    'HolidayKindChoices',
    'WeekdayChoices',
)


class WeekdayChoices(ChoiceSet):
    """ISO weekdays."""

    CHOICES = [
        (1, _('Monday'), 'blue'),
        (2, _('Tuesday'), 'blue'),
        (3, _('Wednesday'), 'blue'),
        (4, _('Thursday'), 'blue'),
        (5, _('Friday'), 'blue'),
        (6, _('Saturday'), 'gray'),
        (7, _('Sunday'), 'gray'),
    ]


class HolidayKindChoices(ChoiceSet):
    NATIONAL = 'national'
    COLLECTIVE_LEAVE = 'collective-leave'
    LOCAL = 'local'

    CHOICES = [
        (NATIONAL, _('National holiday'), 'red'),
        (COLLECTIVE_LEAVE, _('Collective leave'), 'orange'),
        (LOCAL, _('Local holiday'), 'purple'),
    ]
