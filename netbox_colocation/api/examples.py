"""Examples of what is sent, by serializer; a test holds each of them against its schema.

Rows are named by keys such as 12: what a key stands for is said by the field.
"""

from typing import Any

from ..exceptions import OutcomeRefused, Refusal

__all__ = ('PROBLEM_EXAMPLE', 'REQUEST_EXAMPLES')

PROBLEM_EXAMPLE: dict[str, Any] = OutcomeRefused(
    [
        Refusal(
            'capacity-short',
            'Rack A-07 has 2 U free in one piece; srv-1 needs 4 U.',
            field='outcome',
            data={'rack': 12, 'have': 2, 'need': 4},
        ),
    ]
).as_problem(409)

_SERVER = {'name': 'simrs-1', 'u_height': 2, 'power_draw': 450, 'power_supplies': 2, 'private_ipv4': 1}
_MOMENT, _LATER, _DAY, _LAST_DAY = '2026-11-23T09:00:00+07:00', '2026-11-23T12:00:00+07:00', '2026-11-23', '2026-12-23'
_PLACE = {'site': 1, 'location': 4}
_LETTER = {'letter_number': '045/65/2026', 'letter_date': _DAY, 'letter_subject': 'Permohonan penempatan server'}
_PERSONS = {'administrative_name': 'Siti Aminah', 'technical_name': 'Budi Santoso', 'technical_phone': '0751-31401'}

# -- Rows that are written by hand -----------------------------------------------------------------------------------
_ROWS: dict[str, Any] = {
    'AccessRight': {
        'agency': 1, 'holder_name': 'Budi Santoso', 'site': 1, 'means': 'card', 'number': '0042',
        'reason': 'Operator of the server room', 'valid_from': _DAY,
    },
    'AccessVisit': {
        'name': 'Replace a disk of simrs-1', 'procedure': 3, 'applicant': 7, 'purpose': 'Replace a broken disk',
        **_PLACE, 'racks': [12], 'starts_at': _MOMENT, 'ends_at': _LATER,
        'visitors': [{'name': 'Budi Santoso', 'organisation': 'Dinas Kesehatan'}], **_LETTER,
    },
    'Appointment': {'role': 5, 'user': 9, 'holder_name': 'Budi Santoso', 'valid_from': _DAY},
    'Calendar': {'name': 'Dinas Kominfotik', 'time_zone': 'Asia/Jakarta', 'days_count': 'working'},
    'CalendarFeed': {'name': 'Server room', 'scope': 'room', 'content': 'visits', **_PLACE},
    'CalendarHours': {'calendar': 1, 'weekday': 1, 'opens': '08:00:00', 'closes': '16:00:00'},
    'CapacityPool': {'name': 'UPS A', 'kind': 'ups', 'site': 1, 'capacity': 40_000, 'reserve_percent': 20},
    'CarriedItem': {'visit': 12, 'name': 'Disk 4 TB', 'serial': 'ZC1A2B3C', 'quantity': 1, 'direction': 'in'},
    'Classification': {'code': '000.1.2', 'name': 'Surat keluar', 'active_years': 2, 'inactive_years': 3},
    'DispositionInstruction': {'agency': 1, 'key': 'follow-up', 'text': 'Tindak lanjuti', 'weight': 100},
    'DocumentRegister': {
        'agency': 1, 'name': 'Surat keluar', 'year': 2026, 'direction': 'outgoing', 'classification': '000.1.2',
        'unit_code': 'KOMINFOTIK',
    },
    'DocumentTemplate': {'agency': 1, 'kind': 'reply-letter', 'paper': 'a4', 'font': 'serif', 'font_size': 11},
    'EntryBan': {'agency': 1, 'name': 'Anton', 'reason': 'Took photographs of a rack', 'valid_until': _LAST_DAY},
    'EquipmentLoan': {
        'agency': 1, 'borrower': 7, 'person': 'Budi Santoso', 'item': 'KVM console', 'lent_on': _DAY,
        'due_on': _LAST_DAY,
    },
    'Holiday': {'calendar': 1, 'date': '2026-12-25', 'name': 'Hari Raya Natal', 'kind': 'national'},
    'Letterhead': {'agency': 1, 'name': 'DINAS KOMINFOTIK', 'lines': 'Jalan Pramuka Raya 11A', 'place': 'Padang'},
    'MaintenanceTicket': {
        'name': 'No network on floor 2', 'procedure': 4, 'applicant': 7, 'kind': 'incident', 'category': 'network',
        'problem': 'No lights on the switch since 08:10', 'site': 1, 'devices': [31],
    },
    'MaintenanceWindow': {'ticket': 12, 'purpose': 'Replace the switch', 'starts_at': _MOMENT, 'ends_at': _LATER},
    'MonitoringTarget': {'device': 31, 'service': 8, 'kind': 'exporter', 'severity': 'critical'},
    'PlacementPolicy': {'name': 'Keep 4 U free', 'site': 1, 'units_kept_free': 4, 'fill_order': 'consolidate'},
    'Procedure': {'agency': 1, 'key': 'colocation', 'name': 'Server colocation', 'subject_kind': 'colocation-request'},
    'ProcedureRole': {'agency': 1, 'key': 'helpdesk', 'name': 'Helpdesk', 'superior': 5},
    'Representative': {'tenant': 7, 'user': 9, 'position': 'Kepala subbagian', 'valid_from': _DAY},
    'Request': {
        'name': 'Health records', 'procedure': 1, 'applicant': 7, 'site': 1, 'purpose': 'Public service', **_LETTER,
        **_PERSONS,
    },
    'RequestedServer': {'request': 12, **_SERVER, 'services': ['tcp/443'], 'domain_names': ['simrs.example.go.id']},
    'RoomPolicy': {**_PLACE, 'most_people': 4, 'early_minutes': 15, 'grace_minutes': 30},
    'Visitor': {'visit': 12, 'name': 'Budi Santoso', 'organisation': 'Dinas Kesehatan', 'is_leader': True},
}  # fmt: skip

# -- Acts on cases, requests and holds -------------------------------------------------------------------------------
_CASES: dict[str, Any] = {
    'Submit': {'comment': 'As agreed by telephone'},
    'Perform': {'outcome': 'accepted', 'comment': 'There is room', 'data': {}},
    'BulkPerform': {'outcome': 'passed-on', 'tasks': [41, 42]},
    'Claim': {'take_over': False},
    'HandOver': {'to': 9, 'comment': 'I am on leave from tomorrow'},
    'Question': {'question': 'How many power supplies does simrs-1 have?'},
    'Note': {'text': 'The applicant was called; the answer comes on Friday'},
    'Return': {'step': '3', 'comment': 'The building was not asked'},
    'Paper': {
        'outcome': 'signed', 'acted_at': _MOMENT, 'holder': 5, 'proof': 'scan.pdf', 'comment': 'On paper', 'data': {},
    },
    'Reason': {'comment': 'The applicant does not need it any more'},
    'Check': {'check': 'security-scan', 'passed': True, 'detail': 'No findings', 'url': 'https://scan.example.go.id/12'},
    'Delegation': {'to': 9, 'valid_from': _DAY, 'valid_until': '2026-11-27', 'capacity': 'daily-acting'},
    'AcceptTarget': {'comment': 'Seen on the dashboard of the agency'},
    'RetireTarget': {'reason': 'Watched by the agency itself from now on'},
    'CapacityQuestion': {'resources': ['place', 'electricity'], 'dry_run': True},
    'PlacesOfRequest': {'limit': 3, 'explain': True},
    'PlacesQuestion': {'site_id': 1, 'servers': [{'u_height': 2, 'power_draw': 450, 'count': 2}], 'limit': 3},
    'WhatIf': {'site_id': 1, 'lost_feed_ids': [3], 'servers': 4, 'server': {'u_height': 2, 'power_draw': 450}},
    'HoldPlaces': {'dry_run': True},
    'RenewHold': {'days': 14},
    'ReleaseHold': {'reason': 'The applicant chose another site'},
    'Move': {'rack': 12, 'position': 20, 'face': 'front', 'reason': 'The rack is too warm', 'dry_run': True},
    'ExtensionQuestion': {'request': 12, 'until': _LAST_DAY, 'reason': 'The new data centre opens in January'},
    'ExtensionAnswer': {'granted': True, 'answer': 'Until the end of the year'},
    'HolidayQuestion': {'year': 2027, 'dry_run': True},
    'Draft': {'note': 'A second check of the electricity'},
    'DraftSave': {'source': 'key: colocation\n', 'last_updated': _MOMENT},
    'DraftSeen': {'last_updated': _MOMENT},
    'Import': {'agency': 1, 'shipped': 'sumbar-colocation'},
    'Source': {'source': 'key: colocation\n'},
}  # fmt: skip

# -- Papers ----------------------------------------------------------------------------------------------------------
_PAPERS: dict[str, Any] = {
    'Letter': {'file': 'surat.pdf'},
    'Logo': {'file': 'logo.png'},
    'Classify': {'classification': 3},
    'Correct': {'subject': 'Jawaban permohonan', 'comment': 'The name of the agency was misspelt'},
    'HandOut': {'method': 'e-mail', 'recipient': 'Dinas Kesehatan', 'address': 'dinkes@example.go.id'},
    'Sign': {'method': 'wet-ink', 'file': 'signed.pdf', 'dated': _DAY},
    'Receipt': {'received_by': 'Siti Aminah', 'received_on': _DAY},
    'TakeNumber': {'origin': 'automatic', 'dated': _DAY, 'matter': 'Jawaban permohonan', 'correspondent': 'Dinkes'},
    'CancelNumber': {'reason': 'Taken twice for one letter'},
    'ProposeDisposal': {'agency': 1, 'name': 'Penyusutan 2026', 'reason': 'Kept long enough', 'documents': [12, 13]},
    'ApproveDisposal': {'approval_number': '045/70/2026', 'remark': 'Agreed by the archive'},
    'RefuseDisposal': {'remark': 'An audit is still open'},
    'Preview': {'output': 'png', 'page': 1},
}

# -- The door --------------------------------------------------------------------------------------------------------
_DOOR: dict[str, Any] = {
    'AddItem': {'name': 'Disk 4 TB', 'serial': 'ZC1A2B3C', 'direction': 'in'},
    'Badge': {'visitor': 21},
    'Carry': {'item': 8, 'way': 'in'},
    'ChangeEscort': {'escort': 9, 'reason': 'Budi is ill'},
    'CheckIn': {
        'admissions': [{'visitor': 21, 'badge_number': 'T-04', 'identity_checked': True, 'rules_accepted': True}],
    },
    'CheckOut': {'departures': [{'visitor': 21, 'badge_returned': True}]},
    'Leave': {'at': _LATER},
    'ExtendVisit': {'until': _LATER, 'reason': 'The disk is still being copied'},
    'Emergency': {
        'procedure': 3, 'site': 1, 'applicant': 7, 'reason': 'Water under the floor', 'until': _LATER,
        'people': [{'name': 'Anton', 'badge_number': 'T-05', 'identity_checked': True}],
    },
    'TurnAway': {'procedure': 3, 'site': 1, 'person': 'Anton', 'reason': 'Has no letter'},
    'WalkIn': {
        'procedure': 3, 'site': 1, 'applicant': 7, 'person': 'Anton', 'purpose': 'Look at a rack',
        'starts_at': _MOMENT, 'ends_at': _LATER,
    },
    'Revoke': {'reason': 'Works elsewhere now'},
    'OpenReview': {'agency': 1, 'year': 2026, 'quarter': 4},
    'DecideReview': {'decisions': [{'line': 5, 'decision': 'revoke', 'remark': 'Works elsewhere now'}]},
    'CloseReview': {'conclusion': 'One card was taken back'},
}  # fmt: skip

# -- Maintenance -----------------------------------------------------------------------------------------------------
_WORK: dict[str, Any] = {
    'LogWork': {'status': 'under-way', 'text': 'The switch was replaced', 'minutes': 45},
    'Order': {'note': 'Bring the spare switch'},
    'NameTechnicians': {'technicians': [9]},
    'Touch': {'reason': 'The neighbour is on the same feed', 'devices': [31]},
    'PhotoUpload': {'file': 'before.jpg', 'moment': 'before', 'caption': 'The switch without lights'},
    'TakeBack': {'condition': 'As lent', 'returned_on': _DAY},
    'WindowChange': {'starts_at': _MOMENT, 'ends_at': _LATER, 'reason': 'The spare part comes later'},
    'WindowEnd': {'outcome': 'The switch works'},
    'WindowExtension': {'until': _LATER, 'reason': 'The test failed once'},
    'WindowReason': {'reason': 'The part did not come'},
    'NoticeApproval': {},
    'NoticeSending': {'method': 'e-mail', 'address': 'dinkes@example.go.id', 'sent_on': _DAY},
}

REQUEST_EXAMPLES: dict[str, Any] = {
    f'Colocation{name}Serializer': value for name, value in {**_ROWS, **_CASES, **_PAPERS, **_DOOR, **_WORK}.items()
}
