"""Panels of room policies, the no-entry list, access rights, the access log and its reviews."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = (
    'AccessLogEntryPanel',
    'AccessLogPersonPanel',
    'AccessReviewActsPanel',
    'AccessReviewPanel',
    'AccessRightPanel',
    'AccessRightPlacePanel',
    'EntryBanPanel',
    'RevokedPanel',
    'RoomPolicyPanel',
    'RoomRulesPanel',
    'TermPanel',
)


class RoomPolicyPanel(panels.ObjectAttributesPanel):
    title = _('Room policy')

    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    most_people = attrs.TextAttr('most_people', label=_('Most people'))
    early_minutes = attrs.TextAttr('early_minutes', label=_('Early (minutes)'))
    grace_minutes = attrs.TextAttr('grace_minutes', label=_('Grace (minutes)'))
    description = attrs.TextAttr('description', label=_('Description'))


class RoomRulesPanel(panels.ObjectPanel):
    """The house rules, numbered as the permit prints them."""

    template_name = 'netbox_colocation/panels/room_rules.html'
    title = _('House rules')

    def get_context(self, context):
        prepared = super().get_context(context)
        lines = [line.strip() for line in prepared['object'].rules.splitlines()]
        return {**prepared, 'rules': [line for line in lines if line]}


class TermPanel(panels.ObjectAttributesPanel):
    title = _('Term')

    valid_from = attrs.DateTimeAttr('valid_from', spec='date', label=_('Valid from'))
    valid_until = attrs.DateTimeAttr('valid_until', spec='date', label=_('Valid until'))
    is_current = attrs.BooleanAttr('is_current', label=_('Current'))


class EntryBanPanel(panels.ObjectAttributesPanel):
    title = _('Who is barred')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    name = attrs.TextAttr('name', label=_('Name'))
    organisation = attrs.TextAttr('organisation', label=_('Organisation'))
    identity_kind = attrs.ChoiceAttr('identity_kind', label=_('Proof of identity'))
    identity_digits = attrs.TextAttr('identity_digits', label=_('Last digits'))
    reason = attrs.TextAttr('reason', label=_('Reason'))
    description = attrs.TextAttr('description', label=_('Description'))


class AccessRightPanel(panels.ObjectAttributesPanel):
    title = _('Who may enter, and why')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    holder_name = attrs.TextAttr('holder_name', label=_('Holder'))
    tenant = attrs.RelatedObjectAttr('tenant', label=_('Tenant'), linkify=True, grouped_by='group')
    user = attrs.RelatedObjectAttr('user', label=_('User'), linkify=True)
    reason = attrs.TextAttr('reason', label=_('Reason'))
    description = attrs.TextAttr('description', label=_('Description'))


class AccessRightPlacePanel(panels.ObjectAttributesPanel):
    title = _('Where, and with what')

    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    means = attrs.ChoiceAttr('means', label=_('Means'))
    number = attrs.TextAttr('number', label=_('Number'), style='font-monospace')


class RevokedPanel(panels.ObjectAttributesPanel):
    """Who revoked it, and why; not shown for a right that was not."""

    title = _('Revoked')

    revoked_at = attrs.DateTimeAttr('revoked_at', label=_('Revoked at'))
    revoked_by = attrs.RelatedObjectAttr('revoked_by', label=_('Revoked by'))
    revoke_reason = attrs.TextAttr('revoke_reason', label=_('Reason'))

    def should_render(self, context) -> bool:
        return super().should_render(context) and context['object'].revoked_at is not None


class AccessLogEntryPanel(panels.ObjectAttributesPanel):
    title = _('Access log entry')

    at = attrs.DateTimeAttr('at', label=_('At'))
    kind = attrs.ChoiceAttr('kind', label=_('Kind'))
    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True)
    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    visit = attrs.RelatedObjectAttr('visit', label=_('Visit'), linkify=True)
    actor_name = attrs.TextAttr('actor_name', label=_('Recorded by'))


class AccessLogPersonPanel(panels.ObjectAttributesPanel):
    title = _('Person')

    person = attrs.TextAttr('person', label=_('Person'))
    organisation = attrs.TextAttr('organisation', label=_('Organisation'))
    badge_number = attrs.TextAttr('badge_number', label=_('Badge'))
    text = attrs.TextAttr('text', label=_('Text'))


class AccessReviewPanel(panels.ObjectAttributesPanel):
    title = _('Access review')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    year = attrs.TextAttr('year', label=_('Year'))
    quarter = attrs.TextAttr('quarter', label=_('Quarter'))
    state = attrs.ChoiceAttr('state', label=_('State'))
    description = attrs.TextAttr('description', label=_('Description'))


class AccessReviewActsPanel(panels.ObjectAttributesPanel):
    title = _('Acts')

    opened_at = attrs.DateTimeAttr('opened_at', label=_('Opened at'))
    opened_by = attrs.RelatedObjectAttr('opened_by', label=_('Opened by'))
    closed_at = attrs.DateTimeAttr('closed_at', label=_('Closed at'))
    closed_by = attrs.RelatedObjectAttr('closed_by', label=_('Closed by'))
    conclusion = attrs.TextAttr('conclusion', label=_('Conclusion'))
