"""The names of a visit's visitors become visitors."""

from django.db import migrations


def fill(apps, schema_editor):
    AccessVisit = apps.get_model('netbox_colocation', 'AccessVisit')
    Visitor = apps.get_model('netbox_colocation', 'Visitor')
    Visitor.objects.bulk_create(
        [
            Visitor(
                visit=visit,
                name=name,
                admitted_at=visit.entered_at,
                checked_out_at=visit.left_at,
                badge_returned_at=visit.left_at,
            )
            for visit in AccessVisit.objects.exclude(visitors=[]).order_by('pk').iterator()
            for name in visit.visitors
        ],
        batch_size=500,
    )


def name_again(apps, schema_editor):
    AccessVisit = apps.get_model('netbox_colocation', 'AccessVisit')
    Visitor = apps.get_model('netbox_colocation', 'Visitor')
    names = {}
    for visit, name in Visitor.objects.order_by('pk').values_list('visit', 'name'):
        names.setdefault(visit, []).append(name)
    for visit, visitors in names.items():
        AccessVisit.objects.filter(pk=visit).update(visitors=visitors)


class Migration(migrations.Migration):
    dependencies = [('netbox_colocation', '0012_people_and_work')]

    operations = [migrations.RunPython(fill, name_again)]
