"""The picture of a rack as it stood: complete, frozen, escaped, and discreet to applicants."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netbox_colocation.allocation import holds
from netbox_colocation.capacity import checks, elevations
from netbox_colocation.capacity.elevation_svg import units_label
from netbox_colocation.capacity.elevations import RackPicture
from netbox_colocation.capacity.rack_reading import read_racks
from tests import factories

pytestmark = pytest.mark.django_db

SVG = '{http://www.w3.org/2000/svg}'


def picture(rack, *, own=None, placements=()):
    state = replace(read_racks([rack.pk])[rack.pk], name=rack.name)
    [found] = elevations.read_pictures([state], placements, own=own)
    return found


def things(found):
    return [(thing.kind, thing.label, thing.start, thing.length, thing.face) for thing in found.things]


def drawn(found):
    return ET.fromstring(elevations.as_svg(found))


def texts(svg):
    return [element.text for element in svg.iter(f'{SVG}text')]


def test_everything_that_is_in_the_rack_is_in_its_picture():
    rack = factories.make_powered_rack(name='A1', u_height=10)
    factories.make_prefix('10.20.0.0/28', site=rack.site)
    factories.make_pool(site=rack.site)
    flat = factories.make_device_type(u_height=Decimal('0.5'), is_full_depth=False)
    factories.make_device(rack, position=Decimal('9.5'), face='rear', device_type=flat, name='half')
    factories.make_device(rack, position=1, name='full', role=factories.make_device_role(color='ff0000'))
    factories.make_device(rack, name='zero U')
    factories.make_reservation(rack, [6, 7, 9], description='Archive')
    other = factories.make_request(
        site=rack.site, case=factories.make_case(number='C-7'), servers=1, server={'name': 'theirs'}
    )
    holds.hold(other, actor=factories.make_user(), now=factories.NOW)
    own = factories.make_request(site=rack.site, servers=1, server={'name': 'mine'})
    holds.hold(own, actor=factories.make_user(), now=factories.NOW)
    check = checks.verify_capacity(own, actor=None, now=factories.NOW)

    kept = RackPicture.from_dict(json.loads(json.dumps(check.elevations))[0])

    assert things(kept) == [
        ('device', 'full', 0, 2, 'front'),
        ('hold', 'C-7', 2, 2, 'front'),
        ('own', 'mine', 4, 2, 'front'),
        ('reservation', 'Archive', 10, 4, ''),
        ('reservation', 'Archive', 16, 2, ''),
        ('device', 'half', 17, 1, 'rear'),
        ('place', 'mine', 4, 2, 'front'),
    ]
    assert [thing.is_full_depth for thing in kept.things] == [True, True, True, True, True, False, True]


def test_the_picture_does_not_change_with_the_rack():
    rack = factories.make_powered_rack()
    check = checks.verify_capacity(factories.make_request(site=rack.site, servers=1), actor=None, now=factories.NOW)

    factories.make_device(rack, position=20, name='newcomer')

    check.refresh_from_db()
    assert 'newcomer' not in json.dumps(check.elevations)


def test_an_applicant_sees_its_own_things_and_that_the_rest_is_occupied():
    mine, theirs = factories.make_tenant(), factories.make_tenant()
    rack = factories.make_rack()
    factories.make_device(rack, position=1, name='own', tenant=mine)
    factories.make_device(rack, position=2, name='secret', tenant=theirs)
    factories.make_device(rack, position=3, name='nobody’s')
    factories.make_reservation(rack, [5], description='secret plan', tenant=theirs)

    shown = elevations.disclosed(picture(rack), tenant=mine.pk)

    assert [thing.label for thing in shown.things] == ['own', '', '', '']
    svg = elevations.as_svg(shown)
    assert 'occupied' in svg
    assert not any(word in svg for word in ('secret', 'nobody', theirs.name))
    nobody = elevations.disclosed(picture(rack), tenant=None)
    assert {thing.kind for thing in nobody.things} == {'occupied'}


def test_the_drawing_shows_both_faces_with_numbers_names_and_what_is_blocked():
    rack = factories.make_rack(name='A1', u_height=4, starting_unit=10)
    factories.make_device(rack, position=11, name='srv', device_type=factories.make_device_type(u_height=2))

    svg = drawn(picture(rack))

    assert svg.get('role') == 'img'
    ids = {element.get('id'): element.text for element in svg.iter() if element.get('id')}
    assert ids[svg.get('aria-labelledby')].startswith('Rack A1.')
    assert 'U11–U12, front and rear: srv' in ids[svg.get('aria-describedby')]
    assert [text for text in texts(svg) if text.isdigit()] == ['10', '11', '12', '13']
    assert {'Front', 'Rear', 'srv', 'blocked by srv'} <= set(texts(svg))


@pytest.mark.parametrize(('is_descending', 'tops'), [(False, [24 + 3 * 18, 24]), (True, [24, 24 + 3 * 18])])
def test_units_count_from_the_floor_or_from_the_top(is_descending, tops):
    rack = factories.make_rack(u_height=4, desc_units=is_descending)
    for position in (1, 4):
        factories.make_device(rack, position=position, name=f'at-{position}')

    svg = drawn(picture(rack))

    boxes = [element for element in svg.iter(f'{SVG}rect') if element.get('class') == 'colo-el-box']
    assert [int(box.get('y')) - 1 for box in boxes[:2]] == tops


def test_text_is_escaped_and_a_colour_is_a_colour():
    rack = factories.make_rack(name='<script>alert(1)</script>')
    role = factories.make_device_role(name='"><b>', color='aa"/>')
    factories.make_device(rack, position=1, name='<img src=x onerror=alert(1)>', role=role)

    text = elevations.as_svg(picture(rack), key='"><script>')

    assert '<script' not in text
    assert '<img' not in text
    assert 'aa"' not in text
    ET.fromstring(text)


def test_what_reaches_out_of_the_rack_is_cut_off_and_nothing_breaks():
    rack = factories.make_rack(u_height=2)
    factories.make_device(rack, position=2, name='tall', device_type=factories.make_device_type(u_height=5))
    factories.make_reservation(rack, [1, 50])

    svg = drawn(picture(rack))

    heights = [float(element.get('height')) for element in svg.iter(f'{SVG}rect')]
    assert max(heights) <= 2 * 18


@pytest.mark.parametrize(
    ('start', 'length', 'label'),
    [(0, 2, 'U1'), (0, 4, 'U1–U2'), (1, 1, 'U1.5'), (2, 1, 'U2'), (1, 2, 'U1.5–U2'), (20, 6, 'U11–U13')],
)
def test_units_are_called_as_people_call_them(start, length, label):
    assert units_label(1, start, length) == label


def test_pictures_cost_three_queries_however_many_racks_there_are():
    site = factories.make_site()
    racks = [factories.make_rack(site=site) for _ in range(5)]
    for rack in racks:
        factories.make_device(rack, position=1)
    states = list(read_racks([rack.pk for rack in racks]).values())

    with CaptureQueriesContext(connection) as queries:
        found = elevations.read_pictures(states)

    assert len(queries) == 3
    assert len(found) == 5
