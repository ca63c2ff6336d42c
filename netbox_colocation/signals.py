"""Receivers that join the plugin's rooms to NetBox, and the event types that it adds."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext

from core.models import ObjectChange
from dcim.models import Cable, CableTermination, Device, Interface, PowerOutlet, Rack, RackReservation
from extras.models import JournalEntry
from ipam.models import IPAddress
from netbox.signals import post_clean
from utilities.exceptions import AbortRequest

from . import identity_numbers
from .allocation import guarded_lines, guarded_places
from .allocation.conflicts import conflicted, look_after_commit
from .allocation.guarding import acting_request
from .allocation.holds import expired
from .choices import VersionStateChoices
from .documents.numbering import check_kinds
from .documents.removal import detach_file, remove_later
from .documents.template_checks import check_wording
from .exceptions import Refusal
from .jobs import DeliverOutboxJob
from .models import (
    AccessLogEntry,
    AccessRight,
    AccessVisit,
    CarriedItem,
    CaseEvent,
    ColocationRequest,
    Document,
    DocumentRegister,
    DocumentTemplate,
    Hold,
    Letterhead,
    MaintenanceTicket,
    MaintenanceWindow,
    MonitoringTarget,
    RequestedServer,
    Subject,
    Visitor,
)
from .visits import applications
from .visits.items import match_devices
from .visits.log import written
from .workflows import holding, monitoring_acts
from .workflows.announcing import announce_each_later, announce_later, register_event_types
from .workflows.door_events import announce_entry
from .workflows.events import recorded, recorded_together
from .workflows.maintaining import reopen_work
from .workflows.outbox import filled

__all__ = (
    'announce_event',
    'check_template_wording',
    'go_on_working',
    'keep_agreed_window',
    'keep_published',
    'keep_revoked',
    'keep_revoked_row',
    'keep_submitted',
    'keep_submitted_row',
    'keep_submitted_server',
    'keep_with_visit',
    'remove_file',
    'remove_logo',
    'wake_worker',
)

TOUCHED = '_colocation_touched'

register_event_types()


@receiver(recorded)
def announce_event(event: CaseEvent, **_kwargs) -> None:
    """Let event rules have what happens to cases."""
    announce_later(event)


@receiver(recorded_together)
def announce_events(events: Sequence[CaseEvent], **_kwargs) -> None:
    announce_each_later(events)


@receiver(written)
def announce_log_entry(entry: AccessLogEntry, **_kwargs) -> None:
    """Let event rules have what happens at the door."""
    announce_entry(entry)


@receiver(recorded)
def go_on_working(event: CaseEvent, **_kwargs) -> None:
    """An objection or a return opens the work on a ticket again."""
    reopen_work(event)


@receiver(filled)
def wake_worker(**_kwargs) -> None:
    """Have the outbox delivered now rather than by the clock."""
    DeliverOutboxJob.wake(now=timezone.now())


@receiver(pre_delete, sender=ColocationRequest)
@receiver(pre_delete, sender=AccessVisit)
@receiver(pre_delete, sender=MaintenanceTicket)
def keep_submitted(instance: Subject, **_kwargs) -> None:
    """What was submitted belongs to a case's file: it is not deleted, through whichever door."""
    if not instance.is_draft:
        raise ProtectedError(gettext('A submitted request is part of its case’s file.'), {instance.case or instance})


@receiver(pre_save, sender=Visitor)
@receiver(pre_save, sender=CarriedItem)
def keep_with_visit(instance: Visitor | CarriedItem, raw: bool, **_kwargs) -> None:
    """A row stays with its visit; an item that names no device has the one of its serial number."""
    if raw:
        return
    if refusal := applications.find_move(instance):
        raise AbortRequest(refusal)
    if isinstance(instance, CarriedItem):
        match_devices([instance])


@receiver(pre_delete, sender=Visitor)
@receiver(pre_delete, sender=CarriedItem)
def keep_submitted_row(instance: Visitor | CarriedItem, **_kwargs) -> None:
    """Who came with a submitted visit, and what they carried, stays with it; so does whom the door has let in."""
    if not instance.visit.is_editable:
        raise ProtectedError(gettext('A submitted visit keeps its visitors and items.'), {instance.visit})
    if applications.was_recorded(instance):
        raise ProtectedError(gettext('The door has recorded this already: it stays.'), {instance.visit})


@receiver(pre_save, sender=DocumentTemplate)
@receiver(pre_delete, sender=DocumentTemplate)
def keep_published(instance: DocumentTemplate, **_kwargs) -> None:
    """A published template stays as it is, through whichever door: the database would say so in its own words."""
    published = DocumentTemplate.objects.filter(pk=instance.pk, state=VersionStateChoices.PUBLISHED)
    if instance.pk and published.exists():
        raise AbortRequest(gettext('A published template never changes: edit it, and a new draft is made.'))


@receiver(post_clean, sender=DocumentTemplate)
def check_template_wording(instance: DocumentTemplate, **_kwargs) -> None:
    """A template says sentences that its papers have, and has filled in what there is."""
    if refusals := check_wording(instance.kind, instance.wording):
        raise ValidationError({'wording': [str(refusal.message) for refusal in refusals]})


@receiver(post_delete, sender=Letterhead)
def remove_logo(instance: Letterhead, **_kwargs) -> None:
    """The logo goes with its letterhead, unless papers still print it."""
    remove_later(instance.logo)


@receiver(post_clean, sender=AccessRight)
def keep_revoked(instance: AccessRight, **_kwargs) -> None:
    """A right that was revoked stays as it is: whoever is to enter again gets a new one."""
    if instance.revoked_at is not None:
        raise ValidationError(gettext('This right was revoked and no longer changes: enter a new one.'))


@receiver(pre_delete, sender=AccessRight)
def keep_revoked_row(instance: AccessRight, **_kwargs) -> None:
    """That somebody had a way in, and until when, is evidence."""
    if instance.revoked_at is not None:
        raise ProtectedError(gettext('A revoked right stays: it says who could enter until when.'), {instance})


@receiver(pre_delete, sender=RequestedServer)
def keep_submitted_server(instance: RequestedServer, **_kwargs) -> None:
    """The servers of a submitted request stay with it, until it is returned to be corrected."""
    if not instance.request.is_editable:
        raise ProtectedError(gettext('A submitted request keeps its servers.'), {instance.request})


@receiver(pre_delete, sender=MaintenanceWindow)
def keep_agreed_window(instance: MaintenanceWindow, **_kwargs) -> None:
    """A window that somebody agreed to stays on record; cancelling it is an act of its own."""
    if not instance.is_editable or instance.revision > 1:
        raise ProtectedError(gettext('A window that was agreed to stays on record: cancel it instead.'), {instance})


@receiver(post_delete, sender=Document)
def remove_file(instance: Document, **_kwargs) -> None:
    """The file of a deleted draft or unsubmitted letter goes with its row, once that is committed."""
    detach_file(instance)


@receiver(post_clean, sender=DocumentRegister)
def check_register(instance: DocumentRegister, **_kwargs) -> None:
    """A book names papers of its own direction only."""
    check_kinds(instance)


@receiver(pre_delete, sender=Device)
def retire_targets(instance: Device, **_kwargs) -> None:
    """Nobody watches a device that is gone; what was watched stays as history."""
    monitoring_acts.retire_gone(instance, now=timezone.now())


@receiver(pre_save, sender=MonitoringTarget)
def retire_target_of_nothing(instance: MonitoringTarget, raw: bool, **_kwargs) -> None:
    """NetBox itself takes the device out of its targets before anybody else hears that it is deleted."""
    if instance.pk and instance.device_id is None and not instance.is_retired and not raw:
        monitoring_acts.retire_nameless(instance, now=timezone.now())


# -- Numbers of identity cards ------------------------------------------------------------------------------------

OURS = 'netbox_colocation'
# Written by the plugin itself, e.g. with serial numbers of what is carried; what people type for it was looked at.
WRITTEN_BY_US = frozenset({'accesslogentry', 'reviewline'})


@receiver(post_clean)
def check_typed_texts(instance: Model, **_kwargs) -> None:
    """No form and no call leaves the number of an identity card in our rows, nor in their journal."""
    is_journal = isinstance(instance, JournalEntry) and instance.assigned_object_type.app_label == OURS
    if not is_journal and instance._meta.app_label != OURS:
        return
    if fields := identity_numbers.find_in_row(instance):
        raise ValidationError(
            {name: ValidationError(identity_numbers.SENTENCE, code=identity_numbers.CODE) for name in fields}
        )


def refuse_typed_texts(instance: Model, raw: bool, update_fields: Sequence[str] | None = None, **_kwargs) -> None:
    """What was not cleaned before it is saved: texts that came with an act, through whichever door."""
    if not raw and (fields := identity_numbers.find_in_row(instance, only=update_fields)):
        identity_numbers.refuse_in({name: getattr(instance, name) for name in fields})


for _model in apps.get_app_config(OURS).get_models():
    if _model._meta.model_name not in WRITTEN_BY_US:
        pre_save.connect(refuse_typed_texts, sender=_model)


@receiver(pre_save, sender=ObjectChange)
def refuse_change_message(instance: ObjectChange, **_kwargs) -> None:
    """NetBox keeps the message of a change for as long as its change log."""
    is_found = identity_numbers.has_identity_number(instance.message)
    if is_found and instance.changed_object_type.app_label == OURS:
        raise AbortRequest(identity_numbers.SENTENCE)


# -- What others do to what is held -------------------------------------------------------------------------------


@receiver(expired)
def tell_expiry(hold: Hold, now: datetime.datetime, **_kwargs) -> None:
    holding.tell_expiry(hold, now=now)


@receiver(conflicted)
def tell_conflicts(hold: Hold, conflicts: Sequence[Refusal], now: datetime.datetime, **_kwargs) -> None:
    holding.tell_conflicts(hold, conflicts, now=now)


@receiver(post_clean, sender=Device)
def check_device(instance: Device, **_kwargs) -> None:
    guarded_places.check_device(instance)


@receiver(post_clean, sender=RackReservation)
def check_reservation(instance: RackReservation, **_kwargs) -> None:
    guarded_places.check_reservation(instance)


@receiver(post_clean, sender=IPAddress)
def check_address(instance: IPAddress, **_kwargs) -> None:
    guarded_lines.check_address(instance)


@receiver(post_clean, sender=Cable)
def check_cable(instance: Cable, **_kwargs) -> None:
    guarded_lines.check_cable(instance)


@receiver(pre_save, sender=Device)
def guard_device(instance: Device, raw: bool, **_kwargs) -> None:
    if not raw and guarded_places.guard_device(instance):
        _touch(instance, racks=[instance.rack_id, _before(instance, 'rack')])


@receiver(pre_save, sender=RackReservation)
def guard_reservation(instance: RackReservation, raw: bool, **_kwargs) -> None:
    if not raw and guarded_places.guard_reservation(instance):
        _touch(instance, racks=[instance.rack_id, _before(instance, 'rack')])


@receiver(pre_save, sender=IPAddress)
def guard_address(instance: IPAddress, raw: bool, **_kwargs) -> None:
    if not raw and guarded_lines.guard_address(instance):
        _touch(instance, addresses=[instance.pk], hosts=[str(instance.address).split('/')[0]])


@receiver(pre_save, sender=CableTermination)
def guard_termination(instance: CableTermination, raw: bool, **_kwargs) -> None:
    if not raw:
        guarded_lines.guard_termination(instance)


@receiver(pre_delete, sender=RackReservation)
def keep_reservation(instance: RackReservation, **_kwargs) -> None:
    guarded_places.guard_reservation_deletion(instance)


@receiver(pre_delete, sender=IPAddress)
def keep_address(instance: IPAddress, **_kwargs) -> None:
    guarded_lines.guard_address_deletion(instance)


@receiver(post_save, sender=Device)
@receiver(post_save, sender=RackReservation)
@receiver(post_save, sender=IPAddress)
def look_after_save(instance: Any, **_kwargs) -> None:
    """What the guard let through may have made or mended a conflict."""
    if (touched := instance.__dict__.pop(TOUCHED, None)) and acting_request() is None:
        look_after_commit(**touched)


@receiver(post_save, sender=Rack)
def look_after_rack(instance: Rack, created: bool, **_kwargs) -> None:
    if not created:
        look_after_commit(racks=[instance.pk])


@receiver(post_delete, sender=Device)
@receiver(post_delete, sender=RackReservation)
def look_after_removal(instance: Device | RackReservation, **_kwargs) -> None:
    if instance.rack_id is not None and acting_request() is None:
        look_after_commit(racks=[instance.rack_id])


@receiver(post_delete, sender=IPAddress)
@receiver(post_delete, sender=PowerOutlet)
@receiver(post_delete, sender=Interface)
def look_after_deletion(instance: Any, **_kwargs) -> None:
    if acting_request() is None:
        look_after_commit(deleted=[instance.pk])


@receiver(post_save, sender=CableTermination)
@receiver(post_delete, sender=CableTermination)
def look_after_plugging(instance: CableTermination, **_kwargs) -> None:
    kind = {PowerOutlet: 'outlets', Interface: 'ports'}.get(instance.termination_type.model_class())
    if kind and acting_request() is None:
        look_after_commit(**{kind: [instance.termination_id]})


def _touch(instance: Any, **touched: Sequence[int | str | None]) -> None:
    """Keep for after the save what a look will be about."""
    instance.__dict__[TOUCHED] = touched


def _before(instance: Any, name: str) -> int | None:
    return (getattr(instance, '_prechange_snapshot', None) or {}).get(name)
