"""NetBox's filterset suite for every model, and each search."""

import datetime
from datetime import UTC
from importlib import import_module
from pkgutil import iter_modules
from unittest import mock

from django.test import TestCase
from django.utils import timezone

from dcim.models import Region
from extras.models import Tag
from utilities.testing import ChangeLoggedFilterSetTestMixin
from utilities.testing import filtersets as suites

import tests.filtersets
from netbox_colocation import filtersets, models
from tests import factories, subject_factories, work_factories


class FilterSetMixin(ChangeLoggedFilterSetTestMixin):
    """NetBox's suite, told where a filterset is found when the tests live outside the package."""

    search: str
    found = 1

    def setUp(self) -> None:
        super().setUp()
        # NetBox's suite writes its times in UTC and asks for them without a zone.
        self.enterContext(timezone.override(UTC))

    def test_missing_filters(self) -> None:
        with mock.patch.object(suites, 'import_string', return_value=self.filterset):
            super().test_missing_filters()

    def test_search(self) -> None:
        """The search finds what it names, and a blank one everything."""
        self.assertEqual(self.filterset({'q': self.search}, self.queryset).qs.count(), self.found)
        self.assertEqual(self.filterset({'q': '   '}, self.queryset).qs.count(), self.queryset.count())
        self.assertEqual(self.filterset({'q': 'no such thing anywhere'}, self.queryset).qs.count(), 0)


class ProcedureRoleFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.ProcedureRole.objects.all()
    filterset = filtersets.ProcedureRoleFilterSet
    search = 'helpdesk'

    @classmethod
    def setUpTestData(cls) -> None:
        for key in ('head', 'helpdesk', 'technical-team'):
            factories.make_role(key=key)


class AppointmentFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Appointment.objects.all()
    filterset = filtersets.AppointmentFilterSet
    search = '821/7'

    @classmethod
    def setUpTestData(cls) -> None:
        for number in (6, 7, 8):
            factories.make_appointment(decree=f'821/{number}')


class RepresentativeFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Representative.objects.all()
    filterset = filtersets.RepresentativeFilterSet
    search = 'Secretary'

    @classmethod
    def setUpTestData(cls) -> None:
        for position in ('Head', 'Secretary', 'Driver'):
            factories.make_representative(position=position)


class ProcedureFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Procedure.objects.all()
    filterset = filtersets.ProcedureFilterSet
    ignore_fields = ('settings',)
    search = 'colocation'

    @classmethod
    def setUpTestData(cls) -> None:
        for key in ('access', 'colocation', 'maintenance'):
            factories.make_procedure(key=key)


class ProcedureVersionFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.ProcedureVersion.objects.all()
    filterset = filtersets.ProcedureVersionFilterSet
    ignore_fields = ('document', 'source')
    search = 'abc'

    @classmethod
    def setUpTestData(cls) -> None:
        for digest in ('abc', 'bcd', 'cde'):
            factories.make_version(digest=digest)


class CaseFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Case.objects.all()
    filterset = filtersets.CaseFilterSet
    search = 'KASUS-2'

    @classmethod
    def setUpTestData(cls) -> None:
        for number in (1, 2, 3):
            factories.make_case(number=f'KASUS-{number}')

    def test_search_and_kind_find_every_subject(self) -> None:
        """A case is found by the name of its request, visit or ticket, and by which of them it is."""
        subjects = {
            'colocation-request': factories.make_request(name='Kind A'),
            'access-visit': subject_factories.make_visit(name='Kind B'),
            'maintenance-ticket': subject_factories.make_ticket(name='Kind C'),
        }
        for kind, subject in subjects.items():
            case = subject_factories.open_case(subject)
            for params in ({'q': subject.name}, {'subject_kind': [kind], 'id': [case.pk]}):
                with self.subTest(**params):
                    self.assertEqual(self.filterset(params, self.queryset).qs.get(), case)


class TaskFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Task.objects.all()
    filterset = filtersets.TaskFilterSet
    ignore_fields = ('data',)
    search = 'KASUS-2'

    @classmethod
    def setUpTestData(cls) -> None:
        for number in (1, 2, 3):
            factories.make_task(case=factories.make_case(number=f'KASUS-{number}'))


class ColocationRequestFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.ColocationRequest.objects.all()
    filterset = filtersets.ColocationRequestFilterSet
    search = '045/2'

    @classmethod
    def setUpTestData(cls) -> None:
        for number in (1, 2, 3):
            factories.make_request(letter_number=f'045/{number}')

    def test_location_finds_what_is_inside(self) -> None:
        """The filter by location also finds requests for a room inside it."""
        outer = factories.make_location()
        inner = factories.make_location(parent=outer)
        inside = factories.make_request(location=inner)

        for params in ({'location_id': [outer.pk]}, {'location': [outer.slug]}):
            self.assertEqual(self.filterset(params, self.queryset).qs.get(), inside)


class RequestedServerFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.RequestedServer.objects.all()
    filterset = filtersets.RequestedServerFilterSet
    ignore_fields = ('domain_names', 'services', 'mac_addresses', 'found')
    search = 'SN-2'

    @classmethod
    def setUpTestData(cls) -> None:
        for number in (1, 2, 3):
            factories.make_server(
                serial=f'SN-{number}',
                domain_names=[f'www{number}.example.org'],
                services=['tcp/443', 'tcp/22'],
                mac_addresses=[f'00:16:3E:00:00:0{number}'],
            )

    def test_lists_are_filtered_by_a_whole_entry(self) -> None:
        """A domain name or a service is found when it is listed, not when it is part of an entry."""
        for params, count in (
            ({'domain_name': 'www2.example.org'}, 1),
            ({'domain_name': 'example.org'}, 0),
            ({'service': 'tcp/22'}, 3),
            ({'mac_address': '00-16-3e-00-00-02'}, 1),
            ({'mac_address': '00:16:3E'}, 0),
        ):
            with self.subTest(**params):
                self.assertEqual(self.filterset(params, self.queryset).qs.count(), count)


class AccessVisitFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.AccessVisit.objects.all()
    filterset = filtersets.AccessVisitFilterSet
    ignore_fields = ('activities', 'overstay_told_at', 'missed_told_at')
    search = 'Citra'

    @classmethod
    def setUpTestData(cls) -> None:
        for visitor in ('Ani', 'Budi', 'Citra'):
            subject_factories.make_visit(visitors=['Somebody', visitor])

    def test_visitor_is_found_by_a_part_of_the_name(self) -> None:
        self.assertEqual(self.filterset({'visitor': 'citr'}, self.queryset).qs.count(), 1)

    def test_who_is_inside(self) -> None:
        """Inside is who entered and has not left."""
        inside, gone, _ahead = self.queryset.order_by('pk')
        self.queryset.filter(pk__in=[inside.pk, gone.pk]).update(entered_at=factories.NOW)
        self.queryset.filter(pk=gone.pk).update(left_at=factories.NOW)

        self.assertEqual(self.filterset({'is_inside': True}, self.queryset).qs.get(), inside)
        self.assertEqual(self.filterset({'is_inside': False}, self.queryset).qs.count(), 2)

    def test_visit_of_two_racks_is_found_once(self) -> None:
        site = factories.make_site()
        racks = [factories.make_rack(site=site) for _ in range(2)]
        visit = subject_factories.make_visit(site=site, racks=racks)

        found = self.filterset({'rack_id': [rack.pk for rack in racks]}, self.queryset).qs

        self.assertEqual(list(found), [visit])


class MaintenanceTicketFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.MaintenanceTicket.objects.all()
    filterset = filtersets.MaintenanceTicketFilterSet
    search = 'No water'

    @classmethod
    def setUpTestData(cls) -> None:
        for problem in ('No network', 'No power', 'No water'):
            subject_factories.make_ticket(problem=problem)


class ExtensionFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Extension.objects.all()
    filterset = filtersets.ExtensionFilterSet
    search = 'Reason B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            subject_factories.make_extension(reason=f'Reason {letter}')


class DispatchFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Dispatch.objects.all()
    filterset = filtersets.DispatchFilterSet
    search = 'Recipient B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_dispatch(recipient=f'Recipient {letter}')

    def test_agency(self) -> None:
        """The agency is whose paper it is, whatever it is about."""
        first = self.queryset.first()
        agency = first.document.request.procedure.agency

        found = self.filterset({'agency_id': [agency.pk]}, self.queryset).qs

        self.assertEqual(list(found), [first])
        self.assertEqual(list(self.filterset({'agency': [agency.slug]}, self.queryset).qs), [first])


class DispositionInstructionFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.DispositionInstruction.objects.all()
    filterset = filtersets.DispositionInstructionFilterSet
    search = 'Text B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            subject_factories.make_instruction(text=f'Text {letter}')


class CapacityPoolFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.CapacityPool.objects.all()
    filterset = filtersets.CapacityPoolFilterSet
    search = 'UPS B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_pool(name=f'UPS {letter}')

    def test_pool_with_two_of_the_devices_is_found_once(self) -> None:
        """A pool is listed once, however many of the named devices it stands for."""
        devices = [factories.make_device() for _ in range(2)]
        pool = models.CapacityPool.objects.first()
        pool.devices.set(devices)

        found = self.filterset({'device_id': [device.pk for device in devices]}, self.queryset).qs

        self.assertEqual(list(found), [pool])


class LetterheadFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Letterhead.objects.all()
    filterset = filtersets.LetterheadFilterSet
    ignore_fields = ('logo', 'lines')
    search = 'Dinas B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_letterhead(name=f'Dinas {letter}')


class DocumentTemplateFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.DocumentTemplate.objects.all()
    filterset = filtersets.DocumentTemplateFilterSet
    ignore_fields = ('source', 'wording')
    search = 'Agency B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_template(agency=factories.make_tenant(name=f'Agency {letter}'))


class CalendarFeedFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.CalendarFeed.objects.all()
    filterset = filtersets.CalendarFeedFilterSet
    # Never to be asked for.
    ignore_fields = ('digest',)
    search = 'Feed B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_calendar_feed(name=f'Feed {letter}')

    def test_revoked_feeds_are_told_from_the_others(self) -> None:
        revoked = factories.make_calendar_feed(revoked_at=factories.NOW)

        self.assertEqual(list(self.filterset({'is_revoked': 'true'}, self.queryset).qs), [revoked])
        self.assertEqual(self.filterset({'is_revoked': 'false'}, self.queryset).qs.count(), 3)


class WorkLogEntryFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.WorkLogEntry.objects.all()
    filterset = filtersets.WorkLogEntryFilterSet
    ignore_fields = ('materials',)
    search = 'Entry B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            work_factories.make_log_entry(text=f'Entry {letter}')


class EquipmentLoanFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.EquipmentLoan.objects.all()
    filterset = filtersets.EquipmentLoanFilterSet
    search = 'Laptop B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            work_factories.make_loan(item=f'Laptop {letter}')

    def test_what_is_out_and_what_is_late_are_found(self) -> None:
        today = timezone.localdate()
        late = work_factories.make_loan(lent_on=today - datetime.timedelta(9), due_on=today - datetime.timedelta(1))
        models.EquipmentLoan.objects.exclude(pk=late.pk).update(due_on=today)
        models.EquipmentLoan.objects.filter(item='Laptop A').update(returned_on=today)

        self.assertEqual(list(self.filterset({'is_overdue': True}, self.queryset).qs), [late])
        self.assertEqual(self.filterset({'is_overdue': False}, self.queryset).qs.count(), 3)
        self.assertEqual(self.filterset({'is_open': True}, self.queryset).qs.count(), 3)


class PlacementPolicyFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.PlacementPolicy.objects.all()
    filterset = filtersets.PlacementPolicyFilterSet
    # Filters are named after one of them.
    filter_name_map = {'tenant': 'serves_tenant'}
    search = 'Policy B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_policy(name=f'Policy {letter}')

    def test_policies_are_found_by_what_they_say(self) -> None:
        """By a resource that blocks, by whom the racks serve (with the groups inside), each policy once."""
        outer = factories.make_tenant_group()
        inner = factories.make_tenant_group(parent=outer)
        tenants = [factories.make_tenant() for _ in range(2)]
        policy = factories.make_policy(unknown_blocks=['place', 'weight'])
        policy.serves_groups.set([outer, inner])
        policy.serves_tenants.set(tenants)
        factories.make_policy(unknown_blocks=[])

        for params in (
            {'unknown_blocks': ['weight', 'place']},
            {'serves_group_id': [outer.pk]},
            {'serves_group': [outer.slug]},
            {'serves_tenant_id': [tenant.pk for tenant in tenants]},
            {'serves_tenant': [tenants[0].slug]},
        ):
            with self.subTest(**params):
                self.assertEqual(list(self.filterset(params, self.queryset).qs), [policy])


class CapacityCheckFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.CapacityCheck.objects.all()
    filterset = filtersets.CapacityCheckFilterSet
    ignore_fields = ('findings', 'placements', 'basis', 'elevations', 'competing')
    search = 'Request B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_check(factories.make_request(name=f'Request {letter}'))


class HoldFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Hold.objects.all()
    filterset = filtersets.HoldFilterSet
    ignore_fields = ('conflicts',)
    search = 'Request B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_hold(factories.make_request(name=f'Request {letter}'))


class DisposalFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Disposal.objects.all()
    filterset = filtersets.DisposalFilterSet
    ignore_fields = ('reason', 'remark')
    search = 'Disposal B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_disposal(name=f'Disposal {letter}')


class DocumentRegisterFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.DocumentRegister.objects.all()
    filterset = filtersets.DocumentRegisterFilterSet
    search = 'Book B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_register(name=f'Book {letter}')


class RegisterEntryFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.RegisterEntry.objects.all()
    filterset = filtersets.RegisterEntryFilterSet
    search = 'Matter B'

    @classmethod
    def setUpTestData(cls) -> None:
        register = factories.make_register()
        for letter in 'ABC':
            factories.make_entry(register, matter=f'Matter {letter}')

    def test_lines_are_found_by_what_they_say(self) -> None:
        """By month (of what came in, by its arrival), by agency, and whether there is a document here."""
        incoming = factories.make_register(direction='incoming')
        dated, received = datetime.date(2026, 1, 31), datetime.date(2026, 2, 1)
        entry = factories.make_entry(
            incoming, dated=dated, received_on=received, document=factories.make_document(), letter_number='7/X'
        )

        for params in (
            {'month': 2},
            {'direction': ['incoming']},
            {'agency_id': [incoming.agency_id]},
            {'has_document': True},
            {'q': '7/x'},
            {'received_after': received, 'received_before': received},
        ):
            with self.subTest(**params):
                self.assertEqual(list(self.filterset(params, self.queryset).qs), [entry])
        self.assertEqual(self.filterset({'has_document': False}, self.queryset).qs.count(), 3)


class ClassificationFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Classification.objects.all()
    filterset = filtersets.ClassificationFilterSet
    search = 'Class B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_classification(name=f'Class {letter}')

    def test_classes_without_retention_are_found(self) -> None:
        """What nobody entered the years of yet, and what somebody did."""
        known = factories.make_classification(active_years=2)

        self.assertEqual(list(self.filterset({'has_retention': True}, self.queryset).qs), [known])
        self.assertEqual(self.filterset({'has_retention': False}, self.queryset).qs.count(), 3)


class DocumentFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Document.objects.all()
    filterset = filtersets.DocumentFilterSet
    # The words are found by the search; the code of the public page is for whoever holds the paper.
    ignore_fields = ('data', 'file', 'content', 'verification_code')
    search = 'Letter B'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            factories.make_document(title=f'Letter {letter}')

    def test_search_finds_words_of_the_paper_and_of_its_line(self) -> None:
        """Whole words, in any order or as a phrase, without others; and what the register says of it."""
        paper = factories.make_document(content='Server rekam medis ditempatkan pada rak A-01\nUnit 12')
        line = factories.make_entry(document=paper, correspondent='Rumah Sakit Umum', letter_number='045/65')
        factories.make_document(content='Server kepegawaian')

        for words in ('medis server', '"rekam medis"', 'medis -kepegawaian', 'rumah sakit', line.number, '045/65'):
            with self.subTest(words=words):
                self.assertEqual(list(self.filterset({'q': words}, self.queryset).qs), [paper])
        for words in ('"medis rekam"', 'medis -rak', "x' OR 1=1 --"):
            with self.subTest(words=words):
                self.assertEqual(list(self.filterset({'q': words}, self.queryset).qs), [])

    def test_applicant_finds_papers_of_every_subject(self) -> None:
        """By ID and by slug: of the applicant's requests, visits and tickets, and of nobody else's."""
        applicant = factories.make_tenant()
        visit = subject_factories.make_visit(applicant=applicant)
        ticket = subject_factories.make_ticket(applicant=applicant)
        papers = [
            factories.make_document(factories.make_request(applicant=applicant)),
            models.Document.objects.create(visit=visit, kind='request-letter', direction='incoming', title='V'),
            models.Document.objects.create(ticket=ticket, kind='request-letter', direction='incoming', title='T'),
        ]

        for params in ({'applicant_id': [applicant.pk]}, {'applicant': [applicant.slug]}):
            self.assertEqual(set(self.filterset(params, self.queryset).qs), set(papers))


class MonitoringTargetFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.MonitoringTarget.objects.all()
    filterset = filtersets.MonitoringTargetFilterSet
    ignore_fields = ('labels',)
    search = 'server-b'

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'abc':
            factories.make_target(device=factories.make_device(name=f'server-{letter}'))

    def test_retired_target_is_found_by_the_name_of_a_device_that_is_gone(self) -> None:
        target = self.queryset.get(device_name='server-b')
        self.queryset.filter(pk=target.pk).update(device=None, state='retired')

        self.assertEqual(list(self.filterset({'q': 'server-b'}, self.queryset).qs), [target])

    def test_labels_of_its_own(self) -> None:
        """By a name, or by a name and a text."""
        first, second, _third = self.queryset.order_by('pk')
        self.queryset.filter(pk=first.pk).update(labels={'team': 'network'})
        self.queryset.filter(pk=second.pk).update(labels={'team': 'mail=1'})

        for label, found in (('team', [first, second]), ('team=network', [first]), ('team=mail=1', [second])):
            with self.subTest(label=label):
                self.assertEqual(list(self.filterset({'label': label}, self.queryset.order_by('pk')).qs), found)

    def test_where_the_device_stands_and_whose_it_is(self) -> None:
        """By every place, tree or group that the device is in; by its tags."""
        region = Region.objects.create(name='West', slug='west')
        region.refresh_from_db()
        group = factories.make_tenant_group(slug='offices')
        location = factories.make_location(site=factories.make_site(region=region))
        rack = factories.make_rack(site=location.site, location=location)
        device = factories.make_device(rack, tenant=factories.make_tenant(group=group))
        device.tags.add(Tag.objects.create(name='Watched', slug='watched'))
        target = factories.make_target(device=device)

        for params in (
            {'region_id': [region.pk]},
            {'region': ['west']},
            {'site': [location.site.slug]},
            {'location_id': [location.pk]},
            {'rack_id': [rack.pk]},
            {'tenant_group': ['offices']},
            {'tenant_id': [device.tenant.pk]},
            {'role_id': [device.role.pk]},
            {'manufacturer_id': [device.device_type.manufacturer_id]},
            {'device_type_id': [device.device_type_id]},
            {'device_tag': ['watched']},
        ):
            with self.subTest(**params):
                self.assertEqual(list(self.filterset(params, self.queryset).qs), [target])

    def test_muted_by_a_window_that_is_under_way(self) -> None:
        """Muted is asked of the windows of this moment: nothing is stored."""
        target, *others = self.queryset.order_by('pk')
        window = subject_factories.make_window(
            state='under-way', starts_at=timezone.now(), ends_at=timezone.now() + datetime.timedelta(hours=1)
        )
        window.impact_lines.create(
            object_model='dcim.device', object_pk=target.device_id, label='x', device=target.device, grade='outage',
            reason='power-lost',
        )  # fmt: skip

        for muted, found in ((True, [target]), (False, others)):
            with self.subTest(muted=muted):
                self.assertEqual(list(self.filterset({'is_muted': muted}, self.queryset.order_by('pk')).qs), found)


class DriftReportFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.DriftReport.objects.all()
    filterset = filtersets.DriftReportFilterSet
    ignore_fields = ('missing', 'unknown', 'different')
    search = 'zabbix'

    @classmethod
    def setUpTestData(cls) -> None:
        for source in ('prometheus', 'zabbix', 'icinga'):
            factories.make_drift_report(source=source)

    def test_without_any_difference(self) -> None:
        clean = factories.make_drift_report(missing_count=0)

        self.assertEqual(list(self.filterset({'is_clean': True}, self.queryset).qs), [clean])
        self.assertNotIn(clean, self.filterset({'is_clean': False}, self.queryset).qs)


class ConventionTests(TestCase):
    def test_every_filterset_is_tested_here(self) -> None:
        """Each filterset of the plugin has its suite above."""
        for module in iter_modules(tests.filtersets.__path__):
            import_module(f'tests.filtersets.{module.name}')
        tested = {case.filterset.__name__ for case in FilterSetMixin.__subclasses__()}
        names = dir(import_module('netbox_colocation.filtersets'))

        self.assertEqual(tested, {name for name in names if name.endswith('FilterSet')})


class MaintenanceWindowFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.MaintenanceWindow.objects.all()
    filterset = filtersets.MaintenanceWindowFilterSet
    search = 'Work B'
    ignore_fields = ('impact',)

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            subject_factories.make_window(purpose=f'Work {letter}')

    def test_affected(self) -> None:
        """By the device or the agency that a window hits, each window once."""
        window = self.queryset.first()
        device = factories.make_device(tenant=factories.make_tenant())
        for reason in ('power-lost', 'rack-touched'):
            window.impact_lines.create(
                object_model='dcim.device', object_pk=device.pk, label='x', device=device, tenant=device.tenant,
                grade='outage', reason=reason,
            )  # fmt: skip

        for asked in ({'device_id': [device.pk]}, {'tenant_id': [device.tenant.pk]}, {'tenant': [device.tenant.slug]}):
            self.assertEqual(list(self.filterset(asked, self.queryset).qs), [window])


class WindowNoticeFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.WindowNotice.objects.all()
    filterset = filtersets.WindowNoticeFilterSet
    search = 'Notice B'
    ignore_fields = ('recipients',)

    @classmethod
    def setUpTestData(cls) -> None:
        for letter in 'ABC':
            subject_factories.make_notice(subject=f'Notice {letter}')
