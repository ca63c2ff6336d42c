"""Pages of placement policies."""

from utilities.testing import post_data

from netbox_colocation.models import PlacementPolicy
from tests import base, factories


class PlacementPolicyViewTests(base.EditableViewTestCase):
    __test__ = True
    model = PlacementPolicy
    # `nothing` on the form is the empty list.
    validation_excluded_fields = ('unknown_blocks',)

    @classmethod
    def make_rows(cls) -> None:
        site = factories.make_site(slug='site')
        location = factories.make_location(site=site, slug='room')
        rack_role = factories.make_rack_role(slug='colocation')
        group = factories.make_tenant_group(slug='offices')
        tenant = factories.make_tenant(slug='applicant')
        rows = [factories.make_policy(fill_order='spread', accepts_towers=True) for _ in range(3)]
        cls.form_data = {
            'name': 'Colocation racks',
            'weight': 50,
            'site': site.pk,
            'location': location.pk,
            'rack_role': rack_role.pk,
            'tenant_group': group.pk,
            'fill_order': 'by-tenant',
            'units_kept_free': 4,
            'derating_percent': 70,
            'accepts_towers': False,
            'unknown_blocks': ['place', 'cooling'],
            'serves_groups': [group.pk],
            'serves_tenants': [tenant.pk],
        }
        cls.csv_data = (
            'name,site,location,rack_role,tenant_group,fill_order,units_kept_free,accepts_towers,unknown_blocks,serves_groups',
            'One,site,room,colocation,offices,spread,2,true,"place,electricity",offices',
            'Two,site,,,,,,false,nothing,',
            'Three,,,,,,,,,',
        )
        cls.csv_update_data = ('id,name,units_kept_free', *(f'{row.pk},Policy no. {row.pk},9' for row in rows))
        cls.bulk_edit_data = {'weight': 7, 'fill_order': 'consolidate', 'derating_percent': 60}

    def log_in_as_root(self) -> None:
        self.user.is_superuser = True
        self.user.save()

    def save(self, **data) -> PlacementPolicy:
        self.log_in_as_root()
        answer = self.client.post(self._get_url('add'), post_data({'name': 'Asked', 'weight': 100, **data}))
        self.assertHttpStatus(answer, 302)
        return PlacementPolicy.objects.get(name='Asked')

    def test_no_rule_is_not_the_rule_that_nothing_blocks(self) -> None:
        """Left empty, the form makes no rule; *none of them* is one, and the page and the form say so again."""
        self.assertIsNone(self.save().unknown_blocks)
        PlacementPolicy.objects.filter(name='Asked').delete()

        policy = self.save(unknown_blocks=['nothing'])

        self.assertEqual(policy.unknown_blocks, [])
        self.assertContains(self.client.get(policy.get_absolute_url()), 'None of them')
        form = self.client.get(self._get_url('edit', policy)).context['form']
        self.assertEqual(form['unknown_blocks'].value(), ['nothing'])

    def test_nothing_and_something_is_refused(self) -> None:
        """*None of them* beside a resource is answered at the field, and nothing is stored."""
        self.log_in_as_root()
        data = {'name': 'Asked', 'weight': 100, 'unknown_blocks': ['nothing', 'ups']}

        answer = self.client.post(self._get_url('add'), post_data(data))

        self.assertEqual(list(answer.context['form'].errors), ['unknown_blocks'])
        self.assertFalse(PlacementPolicy.objects.filter(name='Asked').exists())

    def test_towers_may_be_accepted_refused_or_left_open(self) -> None:
        """Three answers: yes, no, and no rule."""
        for posted, stored in (('True', True), ('False', False), ('', None)):
            with self.subTest(posted=posted):
                self.assertIs(self.save(accepts_towers=posted).accepts_towers, stored)
                PlacementPolicy.objects.filter(name='Asked').delete()

    def test_location_brings_its_site(self) -> None:
        """A policy for a location is for its site; with another site it is refused at the location."""
        location = factories.make_location()

        self.assertEqual(self.save(location=location.pk).site, location.site)
        wrong = {'name': 'Wrong', 'weight': 1, 'location': location.pk, 'site': factories.make_site().pk}
        answer = self.client.post(self._get_url('add'), post_data(wrong))

        self.assertEqual(list(answer.context['form'].errors), ['location'])

    def test_import_reads_each_rule(self) -> None:
        """A column that is empty is no rule, `nothing` and `false` are rules, another word is refused."""
        self.log_in_as_root()
        self.client.post(
            self._get_url('bulk_import'), {'data': '\n'.join(self.csv_data), 'format': 'csv', 'csv_delimiter': 'auto'}
        )

        rules = PlacementPolicy.objects.filter(name__in=['One', 'Two', 'Three']).values_list(
            'name', 'unknown_blocks', 'accepts_towers', 'fill_order', 'weight'
        )
        self.assertEqual(
            set(map(str, rules)),
            {
                str(('One', ['place', 'electricity'], True, 'spread', 100)),
                str(('Two', [], False, '', 100)),
                str(('Three', None, None, '', 100)),
            },
        )
        wrong = {'data': 'name,accepts_towers\nFour,perhaps', 'format': 'csv', 'csv_delimiter': 'auto'}
        self.assertContains(self.client.post(self._get_url('bulk_import'), wrong), 'Write true or false')
