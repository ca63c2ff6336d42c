"""Words of visits to the server room: who comes, for what, and what the door recorded."""

from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet

__all__ = (
    'AccessLogKindChoices',
    'AccessMeansChoices',
    'CarryDirectionChoices',
    'FeedContentChoices',
    'FeedScopeChoices',
    'IdentityKindChoices',
    'ReviewDecisionChoices',
    'ReviewLineKindChoices',
    'ReviewStateChoices',
    'VisitActivityChoices',
)


class VisitActivityChoices(ChoiceSet):
    """What visitors do in the room. No procedure asks for it, so a site may have its own."""

    key = 'AccessVisit.activities'

    CHOICES = [
        ('installation', _('Installation'), 'green'),
        ('maintenance', _('Maintenance'), 'blue'),
        ('repair', _('Repair'), 'orange'),
        ('dismantling', _('Dismantling'), 'red'),
        ('setup', _('Set-up and configuration'), 'cyan'),
        ('inspection', _('Inspection or audit'), 'purple'),
        ('tour', _('Visit only'), 'gray'),
        ('other', _('Other'), 'gray'),
    ]


class IdentityKindChoices(ChoiceSet):
    """Which proof of identity somebody shows."""

    CITIZEN_CARD = 'citizen-card'
    DRIVING_LICENCE = 'driving-licence'
    PASSPORT = 'passport'
    STAFF_CARD = 'staff-card'
    OTHER = 'other'

    CHOICES = [
        (CITIZEN_CARD, _('Citizen’s card (KTP)'), 'blue'),
        (DRIVING_LICENCE, _('Driving licence (SIM)'), 'cyan'),
        (PASSPORT, _('Passport'), 'purple'),
        (STAFF_CARD, _('Staff card'), 'green'),
        (OTHER, _('Other'), 'gray'),
    ]


class CarryDirectionChoices(ChoiceSet):
    """Which way something goes through the door."""

    IN = 'in'
    OUT = 'out'
    BOTH = 'both'

    CHOICES = [
        (IN, _('Brought in and left inside'), 'blue'),
        (OUT, _('Taken out'), 'orange'),
        (BOTH, _('Brought in and taken out again'), 'gray'),
    ]


class AccessLogKindChoices(ChoiceSet):
    """What the access log records."""

    ADMITTED = 'admitted'
    ENTERED = 'entered'
    CHECKED_OUT = 'checked-out'
    LEFT = 'left'
    REFUSED = 'refused'
    EMERGENCY = 'emergency'
    ITEM_IN = 'item-in'
    ITEM_OUT = 'item-out'
    ESCORT_CHANGED = 'escort-changed'
    EXTENDED = 'extended'
    OVERSTAYED = 'overstayed'
    MISSED = 'missed'
    ERASED = 'erased'

    CHOICES = [
        (ADMITTED, _('Checked in at the door'), 'cyan'),
        (ENTERED, _('Entered the room'), 'green'),
        (CHECKED_OUT, _('Checked out at the door'), 'blue'),
        (LEFT, _('Everybody left the room'), 'blue'),
        (REFUSED, _('Turned away'), 'red'),
        (EMERGENCY, _('Let in, in an emergency'), 'orange'),
        (ITEM_IN, _('Item brought in'), 'gray'),
        (ITEM_OUT, _('Item taken out'), 'gray'),
        (ESCORT_CHANGED, _('Escort named or changed'), 'cyan'),
        (EXTENDED, _('Time extended'), 'yellow'),
        (OVERSTAYED, _('Stayed beyond the time'), 'red'),
        (MISSED, _('Did not come'), 'gray'),
        (ERASED, _('Personal data removed'), 'gray'),
    ]


class AccessMeansChoices(ChoiceSet):
    """With what somebody may open the room."""

    CARD = 'card'
    KEY = 'key'
    FINGERPRINT = 'fingerprint'
    CODE = 'code'

    CHOICES = [
        (CARD, _('Access card'), 'blue'),
        (KEY, _('Key'), 'orange'),
        (FINGERPRINT, _('Fingerprint'), 'purple'),
        (CODE, _('Door code'), 'cyan'),
    ]


class ReviewStateChoices(ChoiceSet):
    OPEN = 'open'
    CLOSED = 'closed'

    CHOICES = [(OPEN, _('Open'), 'blue'), (CLOSED, _('Closed'), 'green')]


class ReviewLineKindChoices(ChoiceSet):
    """What gives somebody a way into the room."""

    RIGHT = 'right'
    APPOINTMENT = 'appointment'
    REPRESENTATIVE = 'representative'
    VISIT = 'visit'

    CHOICES = [
        (RIGHT, _('Standing access'), 'blue'),
        (APPOINTMENT, _('Office that escorts or keeps the door'), 'cyan'),
        (REPRESENTATIVE, _('Representative of an applicant'), 'purple'),
        (VISIT, _('Approved visit to come'), 'green'),
    ]


class ReviewDecisionChoices(ChoiceSet):
    KEEP = 'keep'
    REVOKE = 'revoke'

    CHOICES = [(KEEP, _('Keep'), 'green'), (REVOKE, _('Revoke'), 'red')]


class FeedScopeChoices(ChoiceSet):
    """Whose calendar a feed is."""

    MINE = 'mine'
    ROOM = 'room'
    AGENCY = 'agency'

    CHOICES = [
        (MINE, _('What I escort, work on or applied for'), 'blue'),
        (ROOM, _('A room or site'), 'green'),
        (AGENCY, _('An agency'), 'purple'),
    ]


class FeedContentChoices(ChoiceSet):
    ALL = 'all'
    VISITS = 'visits'
    WINDOWS = 'windows'
    MUTES = 'mutes'

    CHOICES = [
        (ALL, _('Visits and maintenance windows'), 'blue'),
        (VISITS, _('Visits'), 'purple'),
        (WINDOWS, _('Maintenance windows'), 'orange'),
        (MUTES, _('When monitoring is muted'), 'gray'),
    ]
