"""Who comes with a visit, and what they carry.

Of a proof of identity only its kind and last digits are kept, and those only until the visitor's personal data expire.
"""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel

from ..choices import CarryDirectionChoices, IdentityKindChoices
from ..identity_numbers import CODE, SHOWN_DIGITS, refuse_identity_number

__all__ = ('IDENTITY_DIGITS', 'CarriedItem', 'Visitor', 'refuse_identity_number', 'validate_last_digits')

IDENTITY_DIGITS = SHOWN_DIGITS
_LAST_DIGITS = re.compile(rf'^[0-9A-Za-z]{{1,{IDENTITY_DIGITS}}}$')


def validate_last_digits(value: str) -> None:
    if value and not _LAST_DIGITS.match(value):
        message = _('At most the last four digits or letters of the proof of identity: never the whole number.')
        raise ValidationError(message, code=CODE)


class PartOfVisit(models.Model):
    """What shares the life of its visit: it changes while the visit may, and goes with its draft."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.visit_id and not self.visit.is_editable and self._is_changed():
            raise ValidationError(_('This visit was submitted: what it asks for no longer changes.'))

    def _is_changed(self) -> bool:
        stored = type(self).objects.filter(pk=self.pk).values(*self.ASKED).first() if self.pk else None
        if stored is None:
            return True
        return any(value != getattr(self, self._meta.get_field(name).attname) for name, value in stored.items())


class Visitor(PartOfVisit, NetBoxModel):
    """Somebody who comes with a visit, and what the door recorded of them.

    `ASKED` is what the application says; the rest is written by `visits.door` and `visits.expiry` only.
    """

    ASKED = (
        'visit', 'name', 'organisation', 'position', 'phone', 'email', 'identity_kind', 'identity_digits', 'is_leader',
    )  # fmt: skip
    # Removed when it expires; the name stays with the guest book, until the log's own retention ends.
    PERSONAL = ('position', 'phone', 'email', 'identity_kind', 'identity_digits')

    visit = models.ForeignKey('netbox_colocation.AccessVisit', on_delete=models.CASCADE, related_name='visitors')
    name = models.CharField(_('name'), max_length=100, validators=[refuse_identity_number])
    organisation = models.CharField(_('organisation'), max_length=100, blank=True, validators=[refuse_identity_number])
    position = models.CharField(_('position'), max_length=100, blank=True, validators=[refuse_identity_number])
    phone = models.CharField(_('phone'), max_length=50, blank=True, validators=[refuse_identity_number])
    email = models.EmailField(_('e-mail'), blank=True)
    identity_kind = models.CharField(_('proof of identity'), max_length=20, choices=IdentityKindChoices, blank=True)
    identity_digits = models.CharField(
        _('last digits'),
        max_length=IDENTITY_DIGITS,
        blank=True,
        validators=[validate_last_digits],
        help_text=_('The last four digits of the proof of identity, never more'),
    )
    is_leader = models.BooleanField(_('in charge of the visitors'), default=False)

    badge_site = models.ForeignKey(
        'dcim.Site', on_delete=models.PROTECT, related_name='+', blank=True, null=True, editable=False
    )
    badge_number = models.CharField(_('badge'), max_length=50, blank=True, editable=False)
    identity_checked = models.BooleanField(_('identity shown'), default=False, editable=False)
    rules_accepted = models.BooleanField(_('rules accepted'), default=False, editable=False)
    admitted_at = models.DateTimeField(_('checked in at'), blank=True, null=True, editable=False)
    checked_out_at = models.DateTimeField(_('checked out at'), blank=True, null=True, editable=False)
    badge_returned_at = models.DateTimeField(_('badge returned at'), blank=True, null=True, editable=False)
    door_remark = models.CharField(_('remark at the door'), max_length=300, blank=True, editable=False)
    erased_at = models.DateTimeField(_('personal data removed at'), blank=True, null=True, editable=False)

    clone_fields = ('visit', 'organisation')
    prerequisite_models = ('netbox_colocation.AccessVisit',)

    class Meta:
        ordering = ('visit', '-is_leader', 'name', 'pk')
        verbose_name = _('visitor')
        verbose_name_plural = _('visitors')
        indexes = [
            models.Index(
                fields=('visit',),
                name='netbox_colo_visitor_personal',
                condition=Q(erased_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=('badge_site', 'badge_number'),
                condition=Q(badge_returned_at__isnull=True) & ~Q(badge_number=''),
                name='%(app_label)s_%(class)s_one_holder_per_badge',
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_inside(self) -> bool:
        """Whether they were let in and did not come back through the door."""
        return self.admitted_at is not None and self.checked_out_at is None

    def serialize_object(self, exclude=None):
        """Leave personal data out of the change log, which would keep them beyond their time."""
        return super().serialize_object(exclude=[*(exclude or ()), *self.PERSONAL])

    def clean(self) -> None:
        super().clean()
        if self.identity_digits and not self.identity_kind:
            raise ValidationError({'identity_kind': _('Of which proof of identity are these digits? Choose it.')})


class CarriedItem(PartOfVisit, NetBoxModel):
    """Something that goes through the door with a visit; one that NetBox knows is matched by its serial number."""

    ASKED = ('visit', 'name', 'serial', 'quantity', 'direction', 'device')

    visit = models.ForeignKey('netbox_colocation.AccessVisit', on_delete=models.CASCADE, related_name='items')
    name = models.CharField(_('item'), max_length=100, validators=[refuse_identity_number])
    serial = models.CharField(_('serial number'), max_length=100, blank=True)
    quantity = models.PositiveSmallIntegerField(_('quantity'), default=1)
    direction = models.CharField(
        _('direction'), max_length=10, choices=CarryDirectionChoices, default=CarryDirectionChoices.BOTH
    )
    device = models.ForeignKey(
        'dcim.Device',
        on_delete=models.SET_NULL,
        related_name='carried_items',
        blank=True,
        null=True,
        help_text=_('Found by the serial number when left empty'),
    )
    came_in_at = models.DateTimeField(_('brought in at'), blank=True, null=True, editable=False)
    went_out_at = models.DateTimeField(_('taken out at'), blank=True, null=True, editable=False)
    door_remark = models.CharField(_('remark at the door'), max_length=300, blank=True, editable=False)
    is_unannounced = models.BooleanField(
        _('not announced'), default=False, editable=False, help_text=_('Found at the door, not in the application')
    )

    clone_fields = ('visit', 'direction')
    prerequisite_models = ('netbox_colocation.AccessVisit',)

    class Meta:
        ordering = ('visit', 'pk')
        verbose_name = _('carried item')
        verbose_name_plural = _('carried items')
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name='%(app_label)s_%(class)s_at_least_one'),
        ]

    def __str__(self) -> str:
        return f'{self.name} ({self.serial})' if self.serial else self.name

    def get_direction_color(self) -> str:
        return CarryDirectionChoices.colors.get(self.direction)
