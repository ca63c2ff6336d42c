"""How each shipped procedure is walked: every loop once, and every way to a refusal. Acts are `step outcome`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ('COURSES', 'Course')


@dataclass(frozen=True)
class Course:
    """One walk: the acts in their order, and the state in which the case ends.

    `data` are answers to particular acts, by `step outcome`; `{server}` in a key stands for each server's id,
    `{visitor}` in a key or its answer for each visitor's. What an act is not told is answered from the schema that the
    API offers, so that it goes well.
    """

    procedure: str
    acts: str
    end: str = 'completed'
    data: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The acts as (step, outcome)."""
        lines = [line.split() for line in self.acts.strip().splitlines()]
        return [(step, outcome) for step, outcome in lines]


AT_THE_DOOR = {
    'visitor_{visitor}_came': True,
    'visitor_{visitor}_badge': 'B-{visitor}',
    'visitor_{visitor}_identity': True,
    'visitor_{visitor}_rules': True,
}
BADGE_BACK = {'visitor_{visitor}_badge_returned': True}
WRONG_HEIGHT = {'server_{server}_u_height': '4.0'}
CHECKED_WELL = {'building_electricity': 'enough'}

COURSES = {
    'sumbar-colocation, every loop': Course(
        'sumbar-colocation',
        """
        2.1 passed-on
        2.2 passed-on
        2.3 passed-on
        3 checked
        4.1 accepted
        4.2 returned
        4.1 accepted
        4.2 agreed
        5 returned
        4.1 accepted
        4.2 agreed
        5 signed
        6 sent
        7 delivered
        8 differs
        7 delivered
        8 adopted
        3 checked
        4.1 accepted
        4.2 agreed
        5 signed
        6 sent
        7 delivered
        8 conforms
        9.1 installed
        9.2 accepted
        10 written
        11.1 returned
        10 written
        11.1 agreed
        11.2 returned
        10 written
        11.1 agreed
        11.2 agreed
        12 returned
        10 written
        11.1 agreed
        11.2 agreed
        12 reviewed
        """,
        data={'8 differs': WRONG_HEIGHT, '8 adopted': {'server_{server}_u_height': '2.0'}},
    ),
    'sumbar-colocation, refused': Course(
        'sumbar-colocation',
        """
        2.1 passed-on
        2.2 passed-on
        2.3 passed-on
        3 checked
        4.1 refused
        4.2 agreed
        5 signed
        6 sent-refusal
        """,
        end='refused',
        data={'3 checked': {'building_electricity': 'short'}},
    ),
    'sumbawa-colocation, every loop': Course(
        'sumbawa-colocation',
        """
        2 passed-on
        3 passed-on
        4 appointed
        5 available
        8.1 reported
        8.2 returned
        8.1 reported
        8.2 sent
        8.3 delivered
        9.1 differs
        8.3 delivered
        9.1 adopted
        5 available
        8.1 reported
        8.2 sent
        8.3 delivered
        9.1 conforms
        9.2 installed
        10 configured
        11 failed
        10 configured
        11 passed
        12 accepted
        13 written
        14.1 returned
        13 written
        14.1 passed-on
        14.2 returned
        13 written
        14.1 passed-on
        14.2 received
        15.1 made
        15.2 objected
        15.1 made
        15.2 acknowledged
        15.3 acknowledged
        """,
        data={
            '9.1 differs': WRONG_HEIGHT,
            '9.1 adopted': {'server_{server}_u_height': '2.0'},
            '11 failed': {'item_failover': 'failed', 'item_failover_remark': 'The second node did not take over'},
        },
    ),
    'sumbawa-colocation, refused': Course(
        'sumbawa-colocation',
        """
        2 passed-on
        3 passed-on
        4 appointed
        5 unavailable
        6.1 reported
        6.2 drafted
        7 returned
        6.2 drafted
        7 sent-refusal
        """,
        end='refused',
        data={'5 unavailable': {'domain_name': 'short'}},
    ),
    'temanggung-colocation, every loop': Course(
        'temanggung-colocation',
        """
        2 passed-on
        3 passed-on
        4 passed-on
        5 available
        6 ordered
        7 drafted
        8 returned
        7 drafted
        8 agreed
        9 returned
        8 agreed
        9 agreed
        10 returned
        9 agreed
        10 signed
        11 sent
        12 delivered
        13 differs
        12 delivered
        13 conforms
        14.1 returned
        13 conforms
        14.2 confirmed
        14.1 confirmed
        15 installed
        16 accepted
        """,
        data={'13 differs': WRONG_HEIGHT},
    ),
    'temanggung-colocation, refused': Course(
        'temanggung-colocation',
        """
        2 passed-on
        3 passed-on
        4 passed-on
        5 unavailable
        6 ordered
        7 drafted
        8 agreed
        9 agreed
        10 signed
        11 sent-refusal
        """,
        end='refused',
        data={'5 unavailable': {'cable': 'short'}},
    ),
    'sumbar-access, every loop': Course(
        'sumbar-access',
        """
        2 passed-on
        3 passed-on
        4 reported
        5 approved
        6.1 instructed
        6.2 recorded
        7.1 entered
        7.2 left
        9 written
        10 returned
        9 written
        10 submitted
        11 returned
        9 written
        10 submitted
        11 submitted
        12 returned
        9 written
        10 submitted
        11 submitted
        12 received
        """,
        # The rack is a shared one: the coordinator gives the word for it.
        data={'4 reported': {'word': 'They lay a cable'}, '6.2 recorded': AT_THE_DOOR, '7.2 left': BADGE_BACK},
    ),
    'sumbar-access, refused': Course(
        'sumbar-access',
        """
        2 passed-on
        3 passed-on
        4 reported
        5 refused
        """,
        end='refused',
    ),
    'sumbar-maintenance, every loop': Course(
        'sumbar-maintenance',
        """
        2 passed-on
        3 passed-on
        4 passed-on
        5 analysed
        6.1 begun
        6.2 finished
        6.3 written
        6.4 objected
        6.2 finished
        6.3 written
        6.4 acknowledged
        7 returned
        6.2 finished
        6.3 written
        6.4 acknowledged
        7 submitted
        8.1 returned
        6.3 written
        6.4 acknowledged
        7 submitted
        8.1 agreed
        8.2 agreed
        9 reviewed
        """,
    ),
    'server-retrieval, every loop': Course(
        'server-retrieval',
        """
        2 passed-on
        3 passed-on
        4 passed-on
        5 agreed
        6 drafted
        7 returned
        6 drafted
        7 agreed
        8 returned
        7 agreed
        8 agreed
        9 returned
        8 agreed
        9 signed
        10 sent
        11 retired
        12 dismounted
        13.1 returned
        12 dismounted
        13.1 confirmed
        13.2 confirmed
        14 released
        15 written
        16.1 returned
        15 written
        16.1 agreed
        16.2 agreed
        17 received
        """,
    ),
    'server-retrieval, refused': Course(
        'server-retrieval',
        """
        2 passed-on
        3 passed-on
        4 passed-on
        5 refused
        6 drafted
        7 agreed
        8 agreed
        9 signed
        10 sent-refusal
        """,
        end='refused',
        data={'5 refused': {'item_ownership': 'failed', 'item_ownership_remark': 'Another agency owns it'}},
    ),
}
