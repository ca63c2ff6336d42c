"""REST and GraphQL of room policies, the no-entry list, access rights, the access log and reviews."""

from tenancy.models import Tenant

from netbox_colocation.models import (
    AccessLogEntry,
    AccessReview,
    AccessRight,
    EntryBan,
    ReviewLine,
    RoomPolicy,
)
from tests import access_factories, factories
from tests.api import base


class RoomPolicyAPITests(base.EditableAPITestCase):
    __test__ = True
    model = RoomPolicy
    brief_fields = ['description', 'display', 'id', 'location', 'site', 'url']
    bulk_update_data = {'most_people': 6, 'rules': 'No shoes'}
    update_data = {'most_people': 5, 'early_minutes': 0}
    bulk_update_invalid_data = {'most_people': -1}

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            access_factories.make_room_policy(location=factories.make_location())
        site = factories.make_site()
        cls.create_data = [
            {'site': site.pk, 'rules': 'No shoes'},
            {'site': site.pk, 'location': factories.make_location(site=site).pk, 'most_people': 3},
            {'site': factories.make_site().pk, 'early_minutes': 30},
        ]


class EntryBanAPITests(base.EditableAPITestCase):
    __test__ = True
    model = EntryBan
    brief_fields = ['description', 'display', 'id', 'name', 'organisation', 'url']
    bulk_update_data = {'reason': 'Again'}
    bulk_update_invalid_data = {'identity_digits': '1371012345678901'}

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant()
        for _ in range(3):
            access_factories.make_ban(agency=agency)
        cls.create_data = [
            {'agency': agency.pk, 'name': 'One', 'reason': 'Took a disk'},
            {'agency': agency.pk, 'name': 'Two', 'reason': 'Took a disk', 'organisation': 'PT Mitra'},
            {'agency': agency.pk, 'name': 'Three', 'reason': 'x', 'identity_kind': 'passport', 'identity_digits': 'A1'},
        ]


class AccessRightAPITests(base.EditableAPITestCase):
    __test__ = True
    model = AccessRight
    brief_fields = ['description', 'display', 'holder_name', 'id', 'means', 'number', 'url']
    bulk_update_data = {'reason': 'Again'}
    bulk_update_invalid_data = {'means': 'magic'}

    @classmethod
    def make_rows(cls) -> None:
        agency, site = factories.make_tenant(), factories.make_site()
        for _ in range(3):
            access_factories.make_right(agency=agency, site=site)
        common = {'agency': agency.pk, 'site': site.pk, 'reason': 'Cooling'}
        cls.create_data = [
            {**common, 'holder_name': 'One', 'number': '1'},
            {**common, 'holder_name': 'Two', 'means': 'key', 'number': '1'},
            {**common, 'holder_name': 'Three', 'tenant': factories.make_tenant().pk, 'means': 'code'},
        ]

    def test_revoke_needs_its_own_permission_and_a_reason(self) -> None:
        right = AccessRight.objects.first()
        url = f'{base.ROOT}access-rights/{right.pk}/revoke/'
        self.add_permissions('netbox_colocation.view_accessright', 'netbox_colocation.change_accessright')
        sent = {'reason': 'Moved'}
        self.assertHttpStatus(self.client.post(url, sent, format='json', **self.header), 403)
        self.add_permissions('netbox_colocation.revoke_accessright')

        empty = self.client.post(url, {}, format='json', **self.header)
        done = self.client.post(url, sent, format='json', **self.header)
        again = self.client.post(url, sent, format='json', **self.header)
        changed = self.client.patch(
            f'{base.ROOT}access-rights/{right.pk}/', {'reason': 'x'}, format='json', **self.header
        )

        self.assertEqual((empty.status_code, empty.data['findings'][0]['code']), (409, 'reason-missing'))
        self.assertEqual((done.status_code, done.data['is_current']), (200, False))
        self.assertEqual((again.status_code, again.data['findings'][0]['code']), (409, 'right-revoked'))
        self.assertHttpStatus(changed, 400)


class AccessLogEntryAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = AccessLogEntry
    brief_fields = ['at', 'display', 'id', 'kind', 'person', 'url']

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            access_factories.make_log_entry()


class AccessReviewAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = AccessReview
    brief_fields = ['agency', 'description', 'display', 'id', 'quarter', 'state', 'url', 'year']

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            access_factories.make_line()


class AccessReviewActsTests(base.PluginAPITestCase):
    """`access-reviews/open/`, `decide/` and `close/`."""

    __test__ = True

    def test_a_review_is_opened_decided_and_closed(self) -> None:
        """What is revoked is revoked; nothing is closed before all is decided."""
        right = access_factories.make_right()
        kept = access_factories.make_right(agency=right.agency)
        base.permit(self.user, AccessReview, 'view', 'add', 'review')
        base.permit(self.user, Tenant, 'view')
        base.permit(self.user, AccessRight, 'view', 'revoke')
        sent = {'agency': right.agency.pk, 'year': 2026, 'quarter': 1}

        opened = self.client.post(f'{base.ROOT}access-reviews/open/', sent, format='json')
        twice = self.client.post(f'{base.ROOT}access-reviews/open/', sent, format='json')
        url = f'{base.ROOT}access-reviews/{opened.data["id"]}/'
        lines = {line['person']: line['id'] for line in opened.data['lines']}
        early = self.client.post(f'{url}close/', {'conclusion': ''}, format='json')
        decisions = [
            {'line': lines[right.holder_name], 'decision': 'revoke', 'remark': 'Left the agency'},
            {'line': lines[kept.holder_name], 'decision': 'keep'},
        ]
        decided = self.client.post(f'{url}decide/', {'decisions': decisions}, format='json')
        closed = self.client.post(f'{url}close/', {'conclusion': 'One was revoked.'}, format='json')
        late = self.client.post(f'{url}decide/', {'decisions': decisions}, format='json')

        self.assertEqual([one.status_code for one in (opened, twice, early, decided, closed, late)],
                         [201, 409, 409, 200, 200, 409])  # fmt: skip
        self.assertEqual(twice.data['findings'][0]['code'], 'review-exists')
        self.assertEqual([one['code'] for one in early.data['findings']], ['lines-undecided', 'conclusion-missing'])
        self.assertEqual(late.data['findings'][0]['code'], 'review-closed')
        right.refresh_from_db()
        self.assertEqual((right.revoke_reason, right.revoked_by), ('Left the agency', self.user))
        self.assertIsNone(AccessRight.objects.get(pk=kept.pk).revoked_at)
        self.assertEqual(set(ReviewLine.objects.values_list('decision', flat=True)), {'keep', 'revoke'})

    def test_without_the_permission_nothing_is_reviewed(self) -> None:
        """Who may only view opens, decides and closes nothing."""
        line = access_factories.make_line()
        base.permit(self.user, AccessReview, 'view')
        url = f'{base.ROOT}access-reviews/{line.review.pk}/'
        sent = {'decisions': [{'line': line.pk, 'decision': 'keep'}]}

        acts = (
            (f'{base.ROOT}access-reviews/open/', {}),
            (f'{url}decide/', sent),
            (f'{url}close/', {'conclusion': 'x'}),
        )
        statuses = [self.client.post(address, body, format='json').status_code for address, body in acts]

        self.assertEqual(statuses, [403] * 3)
        line.refresh_from_db()
        self.assertEqual(line.decision, '')
