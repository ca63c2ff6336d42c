"""Numbers that letters have become lines of their registers, and letterheads leave the registers.

Each number of before was the next in line on the day it was signed.
"""

from django.db import migrations


def fill(apps, schema_editor):
    Document = apps.get_model('netbox_colocation', 'Document')
    DocumentRegister = apps.get_model('netbox_colocation', 'DocumentRegister')
    Letterhead = apps.get_model('netbox_colocation', 'Letterhead')
    RegisterEntry = apps.get_model('netbox_colocation', 'RegisterEntry')
    numbered = Document.objects.filter(register__isnull=False, sequence__isnull=False)
    RegisterEntry.objects.bulk_create(
        [
            RegisterEntry(
                register_id=document.register_id,
                sequence=document.sequence,
                number=document.number,
                dated=document.dated,
                matter=str(document.data.get('subject') or document.title)[:300],
                document=document,
                taken_by_id=document.signed_by_id,
                taken_at=document.signed_at or document.created,
            )
            for document in numbered.order_by('pk').iterator()
        ],
        batch_size=500,
    )
    # The newest book says how the agency's letters look today.
    for register in DocumentRegister.objects.exclude(letterhead='', place='').order_by('-year', 'pk'):
        Letterhead.objects.get_or_create(
            agency_id=register.agency_id, defaults={'lines': register.letterhead, 'place': register.place}
        )


class Migration(migrations.Migration):
    dependencies = [('netbox_colocation', '0009_the_paper')]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
