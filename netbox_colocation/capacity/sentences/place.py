"""Sentences about places."""

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

# Functions, so that gettext is asked in the language that is active then.
SENTENCES = {
    'no-server': lambda: _('The request names no server: add at least one.'),
    'place-found': lambda: _('{server} ({height} U) fits in rack {rack} at U{position}, {faces}.'),
    'no-rack-offered': lambda: _(
        '{server} finds no rack in {scope} that is offered to the applicant ({wrong_status} are neither active nor '
        'available, {other_tenant} belong to other tenants, {other_policy} serve others by a placement policy): make a '
        'rack available, or choose another site or location.'
    ),
    'not-rack-mountable': lambda: _(
        '{server} is not rack-mountable, and none of the {offered} racks offered in {scope} takes such servers: bring '
        'a rack-mounted one, or let a placement policy accept towers.'
    ),
    'too-shallow': lambda: _(
        '{server} is {depth_mm} mm deep and none of the {offered} racks offered in {scope} is that deep: offer a '
        'deeper rack, or choose another site or location.'
    ),
    'no-other-rack': lambda: _(
        '{server} must not share a rack with the others, and every rack offered in {scope} that could take it has one '
        'of them: offer one more rack, or let them share.'
    ),
    'no-common-rack': lambda: _(
        '{servers} are to stand in one rack and need {height} U there; none of the {offered} racks offered in {scope} '
        'takes them all (the most that is free in one is {free} U): free units, or let them stand in several racks.'
    ),
    'units-kept-free': lambda: _(
        '{server} needs {height} U {faces}; the racks offered in {scope} that have them would not keep the {kept_free} '
        'U free that their policy asks for: free units, or change the placement policy.'
    ),
    'no-gap': lambda: _(
        '{server} needs {height} U in a row {faces}; the most that is left in the {offered} racks offered in {scope} '
        'is {gap} U ({rack}; {too_shallow} racks are too shallow): free {missing} U more beside it, or choose another '
        'site or location.'
    ),
    'rack-elsewhere': lambda: _('{rack} is outside the wished location: choose a wider one.'),
    'rack-status': lambda: _('{rack} is neither active nor available: put it into use.'),
    'rack-of-others': lambda: _('{rack} belongs to another tenant.'),
    'rack-serves-others': lambda: _('{rack} serves other applicants by a placement policy.'),
    'rack-too-narrow': lambda: _('{rack} is {width} inches wide and servers need {wanted}.'),
    'rack-left-out': lambda: _('{rack} was left out.'),
    'rack-takes-no-towers': lambda: _(
        '{server} is not rack-mountable and {rack} takes no such servers: let a placement policy accept towers there.'
    ),
    'rack-too-shallow': lambda: _('{server} is {depth_mm} mm deep and {rack} takes {rack_depth_mm} mm.'),
    'rack-gap': lambda: _(
        '{server} needs {height} U in a row {faces} and {rack} has {gap} U left: free {missing} U more beside them.'
    ),
    'rack-units-kept-free': lambda: _('{rack} would not keep {kept_free} U free, as its placement policy asks for.'),
    'rack-has-group': lambda: _(
        '{rack} has a server of the redundancy group {group} already: {server} stands in another rack.'
    ),
    'no-rack': lambda: _('{servers} have no place yet, so there is no rack whose {resource} could be checked.'),
}
