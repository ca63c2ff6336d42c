"""REST and GraphQL of placement policies."""

from netbox_colocation.models import PlacementPolicy
from tests import factories
from tests.api import base


class PlacementPolicyAPITests(base.EditableAPITestCase):
    __test__ = True
    model = PlacementPolicy
    brief_fields = ['description', 'display', 'id', 'name', 'url']
    bulk_update_data = {'units_kept_free': 6, 'unknown_blocks': ['place']}
    bulk_update_invalid_data = {'derating_percent': 0}

    @classmethod
    def make_rows(cls) -> None:
        group, tenant = factories.make_tenant_group(), factories.make_tenant()
        location, rack_role = factories.make_location(), factories.make_rack_role()
        for _ in range(3):
            factories.make_policy(
                location=location,
                site=location.site,
                fill_order='spread',
                accepts_towers=False,
                unknown_blocks=['place', 'weight'],
            )
        cls.create_data = [
            {'name': 'For a room', 'location': location.pk, 'units_kept_free': 2, 'fill_order': 'by-tenant'},
            {'name': 'For a role', 'rack_role': rack_role.pk, 'serves_groups': [group.pk], 'accepts_towers': True},
            {'name': 'For a group', 'tenant_group': group.pk, 'serves_tenants': [tenant.pk], 'unknown_blocks': []},
        ]

    def test_no_rule_is_null_and_no_resource_is_a_rule(self) -> None:
        """`null` and `[]` are answered as they were sent."""
        self.add_permissions('netbox_colocation.add_placementpolicy')

        for blocks in (None, [], ['cooling']):
            with self.subTest(blocks=blocks):
                data = {'name': f'Blocks {blocks}', 'unknown_blocks': blocks}
                response = self.client.post(self._get_list_url(), data, format='json', **self.header)
                self.assertHttpStatus(response, 201)
                self.assertEqual(response.data['unknown_blocks'], blocks)

    def test_resource_that_is_none_is_refused(self) -> None:
        self.add_permissions('netbox_colocation.add_placementpolicy')

        response = self.client.post(
            self._get_list_url(), {'name': 'Wrong', 'unknown_blocks': ['coffee']}, format='json', **self.header
        )

        self.assertHttpStatus(response, 400)
        self.assertEqual(list(response.data), ['unknown_blocks'])
