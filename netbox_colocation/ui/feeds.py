"""Panels of a calendar feed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('FeedAddressPanel', 'FeedPanel', 'FeedUsePanel')


class FeedPanel(panels.ObjectAttributesPanel):
    title = _('Calendar feed')

    name = attrs.TextAttr('name', label=_('Name'))
    user = attrs.TextAttr('user', label=_('Owner'))
    scope = attrs.ChoiceAttr('scope', label=_('Scope'))
    content = attrs.ChoiceAttr('content', label=_('Content'))
    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    tenant = attrs.RelatedObjectAttr('tenant', label=_('Agency'), linkify=True)


class FeedUsePanel(panels.ObjectAttributesPanel):
    title = _('Use')

    expires_on = attrs.DateTimeAttr('expires_on', spec='date', label=_('Expires on'))
    last_read_at = attrs.DateTimeAttr('last_read_at', label=_('Last read'))
    revoked_at = attrs.DateTimeAttr('revoked_at', label=_('Revoked'))


class FeedAddressPanel(panels.TemplatePanel):
    """The address, right after the feed was made and never again."""

    title = _('Address')

    def __init__(self) -> None:
        super().__init__('netbox_colocation/panels/feed_address.html')

    def should_render(self, context: Any) -> bool:
        return bool(context.get('feed_address'))
