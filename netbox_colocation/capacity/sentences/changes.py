"""Sentences about what changed since a check."""

from django.utils.translation import gettext as _

__all__ = ('NOT_OFFERED', 'SENTENCES')

NOT_OFFERED = {
    'scope': lambda: _('it is outside the wished location now'),
    'status': lambda: _('it is neither active nor available any more'),
    'tenant': lambda: _('it belongs to another tenant now'),
    'policy': lambda: _('a placement policy keeps it for others now'),
    'width': lambda: _('it is too narrow'),
}

# Functions, so that gettext is asked in the language that is active then.
SENTENCES = {
    'question-changed': lambda: _('The site, location or applicant of the request changed.'),
    'server-changed': lambda: _('What {server} asks for changed.'),
    'server-added': lambda: _('{server} was added to the request.'),
    'server-removed': lambda: _('{server} is not in the request any more.'),
    'rack-gone': lambda: _('Rack {rack} is gone.'),
    'rack-not-offered': lambda: _('Rack {rack} is not offered any more: {reason}.'),
    'rack-offered': lambda: _('Rack {rack} is offered again.'),
    'rack-rebuilt': lambda: _('Rack {rack} has another height, or counts its units in another way.'),
    'rack-depth': lambda: _('Rack {rack} takes devices of another depth now ({depth_mm} mm).'),
    'policy-changed': lambda: _('Another placement policy holds for rack {rack}.'),
    'group-shared': lambda: _('Rack {rack} has a server of the redundancy group {groups} now.'),
    'units-taken': lambda: _('Rack {rack}: {units} were free and are taken by {who} now.'),
    'units-freed': lambda: _('Rack {rack}: {units} were taken and are free now.'),
    'feed-gone': lambda: _('Feed {feed} of {rack} is gone.'),
    'feed-new': lambda: _('Feed {feed} of {rack} is new.'),
    'feed-off': lambda: _('Feed {feed} of {rack} is not active any more.'),
    'feed-on': lambda: _('Feed {feed} of {rack} is active now.'),
    'feed-changed': lambda: _('Feed {feed} of {rack} is of another type, or comes from another panel.'),
    'feed-limit': lambda: _('Feed {feed} of {rack} may carry {after} W and could carry {before} W.'),
    'feed-load-more': lambda: _('Feed {feed} of {rack} carries {amount} W more.'),
    'feed-load-less': lambda: _('Feed {feed} of {rack} carries {amount} W less.'),
    'feed-legs': lambda: _('The phases of feed {feed} of {rack} are loaded differently.'),
    'loose-load-more': lambda: _('Devices of {rack} whose power cables are not recorded draw {amount} W more.'),
    'loose-load-less': lambda: _('Devices of {rack} whose power cables are not recorded draw {amount} W less.'),
    'rack-load-more': lambda: _('Rack {rack} draws {amount} W more.'),
    'rack-load-less': lambda: _('Rack {rack} draws {amount} W less.'),
    'draw-unknown-more': lambda: _('Rack {rack} has {amount} more devices whose draw nobody knows.'),
    'draw-unknown-less': lambda: _('Rack {rack} has {amount} fewer devices whose draw nobody knows.'),
    'outlets': lambda: _('Rack {rack} had {before} free outlets and has {after} now.'),
    'weight-limit': lambda: _('Rack {rack} could carry {before} kg and may carry {after} kg now.'),
    'weight-more': lambda: _('Rack {rack} carries {amount} kg more.'),
    'weight-less': lambda: _('Rack {rack} carries {amount} kg less.'),
    'weight-unknown-more': lambda: _('Rack {rack} has {amount} more devices whose weight nobody knows.'),
    'weight-unknown-less': lambda: _('Rack {rack} has {amount} fewer devices whose weight nobody knows.'),
    'cooling': lambda: _('The cooling of rack {rack} carried off {before} W and carries off {after} W now.'),
    'cooling-feeds': lambda: _('The cooling feeds of rack {rack} carried off {before} W and carry off {after} W now.'),
    'cooling-kind': lambda: _('Rack {rack} is cooled in another way.'),
    'pool-gone': lambda: _('The pool {pool} does not stand for these places any more.'),
    'pool-new': lambda: _('The pool {pool} stands for these places as well now.'),
    'pool-capacity': lambda: _(
        'The pool {pool} had {before} {unit} and has {after} {unit} now, {reserve_percent} % of it kept free.'
    ),
    'pool-used-more': lambda: _('Of the pool {pool}, {amount} {unit} more are used or promised.'),
    'pool-used-less': lambda: _('Of the pool {pool}, {amount} {unit} less are used or promised.'),
    'pool-unknown-more': lambda: _('Of {amount} more parts of the pool {pool} nobody knows the figures.'),
    'pool-unknown-less': lambda: _('Of {amount} fewer parts of the pool {pool} nobody knows the figures.'),
    'prefix-gone': lambda: _('The prefix {prefix} gives no addresses for this any more.'),
    'prefix-new': lambda: _('The prefix {prefix} gives addresses for this as well now.'),
    'prefix-free': lambda: _('The prefix {prefix} had {before} free addresses and has {after} now.'),
    'finding-changed': lambda: _('It was: {before} It is now: {after}'),
}
