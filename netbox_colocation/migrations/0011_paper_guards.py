"""Documents leave their numbers to the registers; the database guards what is new of the record.

An issued document may still get what comes later: its file, its class, the end of its retention, its destruction. A
published template, a version of a draft, initials, an accepted signature, and a number that was taken stay as they are.
"""

from importlib import import_module

from django.db import migrations, models

append_only = import_module('netbox_colocation.migrations.0002_append_only')
Guarded, TRIGGER = append_only.Guarded, append_only.TRIGGER
DOCUMENT = next(guarded for guarded in append_only.GUARDED if guarded.table == 'netbox_colocation_document')
LATER = 'content,verification_code,closed_on,retain_until,fate,disposal_id,destroyed_at,classification_id'

GUARDED = (
    DOCUMENT._replace(
        emptied='drafted_by_id,signed_by_id',
        filled=f'{DOCUMENT.filled},{LATER}',
    ),
    Guarded('netbox_colocation_documentversion', emptied='drafted_by_id'),
    Guarded('netbox_colocation_initial', emptied='user_id'),
    Guarded(
        'netbox_colocation_signature',
        emptied='user_id,prepared_by_id',
        update='OLD.accepted_at IS NOT NULL',
        delete='OLD.accepted_at IS NOT NULL',
    ),
    Guarded(
        'netbox_colocation_documenttemplate',
        emptied='published_by_id,owner_id',
        update="OLD.state = 'published'",
        delete="OLD.state = 'published'",
    ),
    Guarded(
        'netbox_colocation_registerentry',
        emptied='taken_by_id,cancelled_by_id',
        filled=(
            'document_id,dated,classification,nature,correspondent,letter_number,matter,attachments,received_on,note,'
            'cancelled_by_id,cancelled_at,cancel_reason'
        ),
        moves='taken>cancelled',
    ),
)


def install_statements(guards) -> list[str]:
    return [
        TRIGGER.format(event=event, condition=f'WHEN ({getattr(guarded, event)})', **guarded._asdict())
        for guarded in guards
        for event in ('update', 'delete')
    ]


def remove_statements(guards) -> list[str]:
    return [
        f'DROP TRIGGER {guarded.table}_append_only_{event} ON {guarded.table};'
        for guarded in guards
        for event in ('update', 'delete')
    ]


class Migration(migrations.Migration):
    dependencies = [('netbox_colocation', '0010_register_entries')]

    operations = [
        migrations.AddIndex(
            model_name='document', index=models.Index(fields=['file'], name='netbox_colo_document_file')
        ),
        migrations.AddIndex(
            model_name='signature', index=models.Index(fields=['file'], name='netbox_colo_signature_file')
        ),
        migrations.RemoveConstraint(
            model_name='document', name='netbox_colocation_document_unique_register_sequence'
        ),
        migrations.RemoveField(model_name='document', name='register'),
        migrations.RemoveField(model_name='document', name='sequence'),
        migrations.RemoveField(model_name='documentregister', name='letterhead'),
        migrations.RemoveField(model_name='documentregister', name='place'),
        migrations.RunSQL(
            sql=[*remove_statements([DOCUMENT]), *install_statements(GUARDED)],
            reverse_sql=[*remove_statements(GUARDED), *install_statements([DOCUMENT])],
        ),
    ]
