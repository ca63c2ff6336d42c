"""The tables of calendars can be ordered by each of their columns."""

from netbox_colocation import tables
from tests.tables.test_tables import suite

CalendarTableTests = suite(tables.CalendarTable)
CalendarHoursTableTests = suite(tables.CalendarHoursTable)
HolidayTableTests = suite(tables.HolidayTable)
