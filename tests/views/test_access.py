"""Pages of room policies, the no-entry list and access rights."""

import datetime

from django.urls import reverse

from utilities.testing import post_data

from netbox_colocation.models import AccessRight, EntryBan, RoomPolicy
from tests import access_factories, base, factories

NIK = '1371012345678901'


class RoomPolicyViewTests(base.EditableViewTestCase):
    __test__ = True
    model = RoomPolicy

    @classmethod
    def make_rows(cls) -> None:
        sites = [factories.make_site(slug=f'site-{index}') for index in range(4)]
        room = factories.make_location(site=sites[0], slug='room')
        rows = [access_factories.make_room_policy(location=factories.make_location()) for _ in range(3)]
        cls.form_data = {
            'site': sites[0].pk,
            'location': room.pk,
            'most_people': 4,
            'early_minutes': 10,
            'grace_minutes': 5,
            'rules': 'No shoes\nNo food',
        }
        cls.csv_data = (
            'site,location,most_people,early_minutes,rules',
            'site-1,,3,10,No shoes',
            'site-2,,,,',
            'site-0,room,2,,No shoes and no food',
        )
        cls.csv_update_data = ('id,most_people,description', *(f'{row.pk},9,Nine' for row in rows))
        cls.bulk_edit_data = {'most_people': 7, 'grace_minutes': 30, 'rules': 'Quiet'}

    def test_rules_are_shown_one_by_one(self) -> None:
        """The page numbers the rules as the permit does; a room belongs to its site."""
        self.user.is_superuser = True
        self.user.save()
        policy = access_factories.make_room_policy(rules='No shoes\n\n No food ')

        self.assertContains(self.client.get(policy.get_absolute_url()), '<li>No shoes</li><li>No food</li>')
        wrong = {'site': policy.site.pk, 'location': factories.make_location().pk, 'early_minutes': 1}
        answer = self.client.post(self._get_url('add'), post_data({**wrong, 'grace_minutes': 1}))
        self.assertEqual(list(answer.context['form'].errors), ['location'])


class EntryBanViewTests(base.EditableViewTestCase):
    __test__ = True
    model = EntryBan

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant(slug='agency')
        rows = [access_factories.make_ban(agency=agency) for _ in range(3)]
        cls.form_data = {
            'agency': agency.pk,
            'name': 'Somebody',
            'organisation': 'PT Mitra',
            'identity_kind': 'passport',
            'identity_digits': 'A123',
            'reason': 'Took a disk',
            'valid_from': datetime.date(2026, 11, 1),
            'valid_until': datetime.date(2027, 11, 1),
        }
        cls.csv_data = (
            'agency,name,organisation,identity_kind,identity_digits,reason,valid_until',
            'agency,One,PT Mitra,passport,A123,Took a disk,2099-01-01',
            'agency,Two,,,,Took a disk,',
            'agency,Three,,,,Took a disk,',
        )
        cls.csv_update_data = ('id,reason', *(f'{row.pk},Again' for row in rows))
        cls.bulk_edit_data = {'reason': 'Took two disks', 'valid_until': datetime.date(2028, 1, 1)}

    def test_no_identity_number_is_taken_in_any_field(self) -> None:
        """A citizen's number in the name, the reason or the digits is refused at its field."""
        self.user.is_superuser = True
        self.user.save()
        for field, value in (('name', f'Tono {NIK}'), ('reason', f'KTP {NIK}'), ('identity_digits', NIK)):
            with self.subTest(field=field):
                answer = self.client.post(self._get_url('add'), post_data({**self.form_data, field: value}))
                self.assertEqual(list(answer.context['form'].errors), [field])
        self.assertFalse(EntryBan.objects.filter(name__contains='Tono').exists())


class AccessRightViewTests(base.EditableViewTestCase):
    __test__ = True
    model = AccessRight

    @classmethod
    def make_rows(cls) -> None:
        agency, tenant = factories.make_tenant(slug='agency'), factories.make_tenant(slug='vendor')
        site = factories.make_site(slug='site')
        room = factories.make_location(site=site, slug='room')
        user = factories.make_user(username='holder')
        rows = [access_factories.make_right(agency=agency, site=site) for _ in range(3)]
        cls.form_data = {
            'agency': agency.pk,
            'holder_name': 'Joko',
            'tenant': tenant.pk,
            'user': user.pk,
            'site': site.pk,
            'location': room.pk,
            'means': 'key',
            'number': '7',
            'reason': 'Keeps the cooling',
            'valid_from': datetime.date(2026, 11, 1),
            'valid_until': datetime.date(2027, 11, 1),
        }
        cls.csv_data = (
            'agency,holder_name,tenant,user,site,location,means,number,reason',
            'agency,One,vendor,holder,site,room,key,1,Cooling',
            'agency,Two,,,site,,,2,Cleaning',
            'agency,Three,,,site,,fingerprint,,Cleaning',
        )
        cls.csv_update_data = ('id,reason', *(f'{row.pk},Again' for row in rows))
        cls.bulk_edit_data = {'reason': 'Moved', 'valid_until': datetime.date(2028, 1, 1)}

    def test_revoking_by_clicking_ends_the_right_for_good(self) -> None:
        """Without a reason nothing happens; then it is over, shown so, and can be neither changed nor deleted."""
        right = access_factories.make_right()
        for action in ('view', 'change', 'delete'):
            base.permit(self.user, AccessRight, action)
        url = reverse('plugins:netbox_colocation:accessright_revoke', args=[right.pk])
        self.assertNotContains(self.client.get(right.get_absolute_url()), url)
        self.assertHttpStatus(self.client.post(url, {'reason': 'Moved'}), 403)
        base.permit(self.user, AccessRight, 'revoke')

        self.assertContains(self.client.get(right.get_absolute_url()), url)
        self.assertContains(self.client.post(url, {'reason': '   '}), 'This field is required')
        self.assertRedirects(self.client.post(url, {'reason': 'Moved away'}), right.get_absolute_url())

        right.refresh_from_db()
        self.assertEqual((right.revoke_reason, right.revoked_by, right.is_current), ('Moved away', self.user, False))
        self.assertContains(self.client.get(right.get_absolute_url()), 'Moved away')
        self.assertNotContains(self.client.get(right.get_absolute_url()), url)
        self.assertContains(self.client.post(url, {'reason': 'Again'}), 'was revoked on', status_code=409)
        edited = self.client.post(self._get_url('edit', right), post_data({**self.form_data, 'site': right.site.pk}))
        self.assertContains(edited, 'no longer changes')
        self.client.post(self._get_url('delete', right), {'confirm': True})
        self.assertTrue(AccessRight.objects.filter(pk=right.pk).exists())
