"""NetBox's global search finds the plugin's rows, for whoever may see them."""

import pytest

from netbox.registry import registry
from netbox.search.backends import search_backend

from tests import access_factories, factories, subject_factories, work_factories
from tests.calendars.rows import make_calendar, make_holiday

MAKERS = {
    'accessvisit': lambda: subject_factories.make_visit(purpose='Findable'),
    'visitor': lambda: subject_factories.make_visit(visitors=['Findable']).visitors.get(),
    'carrieditem': lambda: subject_factories.make_item(name='Findable'),
    'dispositioninstruction': lambda: subject_factories.make_instruction(text='Findable'),
    'dispatch': lambda: factories.make_dispatch(recipient='Findable'),
    'extension': lambda: subject_factories.make_extension(reason='Findable'),
    'maintenanceticket': lambda: subject_factories.make_ticket(problem='Findable'),
    'worklogentry': lambda: work_factories.make_log_entry(text='Findable'),
    'equipmentloan': lambda: work_factories.make_loan(item='Findable'),
    'maintenancewindow': lambda: subject_factories.make_window(purpose='Findable'),
    'windownotice': lambda: subject_factories.make_notice(subject='Findable'),
    'appointment': lambda: factories.make_appointment(holder_name='Findable'),
    'capacitypool': lambda: factories.make_pool(name='Findable'),
    'case': lambda: factories.make_case(number='Findable'),
    'colocationrequest': lambda: factories.make_request(name='Findable'),
    'document': lambda: factories.make_document(title='Findable'),
    'registerentry': lambda: factories.make_entry(matter='Findable'),
    'classification': lambda: factories.make_classification(name='Findable'),
    'documentregister': lambda: factories.make_register(name='Findable'),
    'letterhead': lambda: factories.make_letterhead(name='Findable'),
    'documenttemplate': lambda: factories.make_template(description='Findable'),
    'disposal': lambda: factories.make_disposal(name='Findable'),
    'calendarfeed': lambda: factories.make_calendar_feed(name='Findable'),
    'roompolicy': lambda: access_factories.make_room_policy(rules='Findable'),
    'entryban': lambda: access_factories.make_ban(name='Findable'),
    'accessright': lambda: access_factories.make_right(holder_name='Findable'),
    'accessreview': lambda: access_factories.make_review(conclusion='Findable'),
    'monitoringtarget': lambda: factories.make_target(description='Findable'),
    'placementpolicy': lambda: factories.make_policy(name='Findable'),
    'procedure': lambda: factories.make_procedure(name='Findable'),
    'procedurerole': lambda: factories.make_role(name='Findable'),
    'representative': lambda: factories.make_representative(position='Findable'),
    'requestedserver': lambda: factories.make_server(name='findable'),
    'calendar': lambda: make_calendar(name='Findable'),
    'holiday': lambda: make_holiday(name='Findable'),
}


def test_every_index_is_tried_here():
    indexed = {key.split('.')[1] for key in registry['search'] if key.startswith('netbox_colocation.')}

    assert indexed == set(MAKERS)


@pytest.mark.django_db
@pytest.mark.parametrize('name', MAKERS)
def test_a_row_is_found_by_its_words_by_whoever_may_see_it(name):
    row = MAKERS[name]()
    search_backend.cache([row])

    found = [result.object for result in search_backend.search('findable', user=factories.make_user(is_superuser=True))]
    hidden = list(search_backend.search('findable', user=factories.make_user()))

    assert row in found
    assert hidden == []
