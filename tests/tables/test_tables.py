"""Every table can be ordered by each of its columns."""

from django.utils.translation import override

from utilities.testing import TableTestCases

from netbox_colocation import models, tables
from netbox_colocation.tables.cases import activity_text
from tests import base, factories


def suite(table: type) -> type:
    """Return NetBox's suite for one table."""
    return type(f'{table.__name__}Tests', (TableTestCases.StandardTableTestCase,), {'table': table})


AccessVisitTableTests = suite(tables.AccessVisitTable)
AppointmentTableTests = suite(tables.AppointmentTable)
CalendarFeedTableTests = suite(tables.CalendarFeedTable)
CapacityCheckTableTests = suite(tables.CapacityCheckTable)
CapacityPoolTableTests = suite(tables.CapacityPoolTable)
CarriedItemTableTests = suite(tables.CarriedItemTable)
CaseTableTests = suite(tables.CaseTable)
ColocationRequestTableTests = suite(tables.ColocationRequestTable)
DisposalTableTests = suite(tables.DisposalTable)
DispatchTableTests = suite(tables.DispatchTable)
DispositionInstructionTableTests = suite(tables.DispositionInstructionTable)
DocumentRegisterTableTests = suite(tables.DocumentRegisterTable)
RegisterEntryTableTests = suite(tables.RegisterEntryTable)
ClassificationTableTests = suite(tables.ClassificationTable)
DocumentTableTests = suite(tables.DocumentTable)
ExtensionTableTests = suite(tables.ExtensionTable)
HoldTableTests = suite(tables.HoldTable)
DocumentTemplateTableTests = suite(tables.DocumentTemplateTable)
LetterheadTableTests = suite(tables.LetterheadTable)
MaintenanceTicketTableTests = suite(tables.MaintenanceTicketTable)
MaintenanceWindowTableTests = suite(tables.MaintenanceWindowTable)
WindowNoticeTableTests = suite(tables.WindowNoticeTable)
DriftReportTableTests = suite(tables.DriftReportTable)
MonitoringTargetTableTests = suite(tables.MonitoringTargetTable)
PlacementPolicyTableTests = suite(tables.PlacementPolicyTable)
RoomPolicyTableTests = suite(tables.RoomPolicyTable)
EntryBanTableTests = suite(tables.EntryBanTable)
AccessRightTableTests = suite(tables.AccessRightTable)
AccessLogEntryTableTests = suite(tables.AccessLogEntryTable)
AccessReviewTableTests = suite(tables.AccessReviewTable)
ProcedureRoleTableTests = suite(tables.ProcedureRoleTable)
ProcedureTableTests = suite(tables.ProcedureTable)
ProcedureVersionTableTests = suite(tables.ProcedureVersionTable)
RepresentativeTableTests = suite(tables.RepresentativeTable)
RequestedServerTableTests = suite(tables.RequestedServerTable)
TaskTableTests = suite(tables.TaskTable)
VisitorTableTests = suite(tables.VisitorTable)
WorkLogEntryTableTests = suite(tables.WorkLogEntryTable)
EquipmentLoanTableTests = suite(tables.EquipmentLoanTable)


class TaskColumnsTests(base.PluginTestCase):
    """What a task's row shows."""

    def test_activity_is_in_the_readers_language(self) -> None:
        """The text of a row is in the reader's language, in English without one, in any when that is all there is."""
        rows = [{'row': 3, 'activity': {'id': 'Periksa', 'en': 'Check'}}, {'row': 4, 'activity': {'id': 'Balas'}}]
        document = {'rows': rows}

        with override('id'):
            self.assertEqual(activity_text(document, '3'), 'Periksa')
        with override('fr'):
            self.assertEqual(activity_text(document, '3'), 'Check')
        self.assertEqual(activity_text(document, '4'), 'Balas')
        self.assertEqual(activity_text(document, '5'), '')
        self.assertEqual(activity_text({}, '3'), '')

    def test_task_of_applicant_names_the_applicant(self) -> None:
        """A task without an office waits for the applicant."""
        task = factories.make_task()
        models.Task.objects.filter(pk=task.pk).update(role=None, role_key='applicant')

        table = tables.TaskTable(models.Task.objects.all())

        self.assertEqual(table.rows[0].get_cell_value('role'), 'Applicant')
        self.assertIn(task.case.applicant.get_absolute_url(), table.rows[0].get_cell('role'))


class WidthTests(base.PluginTestCase):
    """A case's number and a day stand on one line."""

    def test_numbers_of_cases_and_days_are_never_broken_at_their_hyphens(self):
        visits, cases = tables.AccessVisitTable([]), tables.CaseTable([])

        for column in (visits.columns['case'], cases.columns['number'], tables.HolidayTable([]).columns['date']):
            self.assertIn('text-nowrap', column.attrs['td']['class'])
        for column in (visits.columns['starts_at'], cases.columns['opened_at']):
            self.assertIn('min-width', column.attrs['td']['style'])
        self.assertNotIn('text-nowrap', visits.columns['name'].attrs['td'].get('class') or '')
