"""What a user may choose for themselves, under NetBox's own *Preferences*."""

from django.utils.translation import gettext_lazy as _

from users.preferences import UserPreference

__all__ = ('LANGUAGE', 'preferences')

# The name under which NetBox keeps the choice of language.
LANGUAGE = 'plugins.netbox_colocation.language'

preferences = {
    'language': UserPreference(
        label=_('Language of the colocation pages'),
        choices=(('', '---------'), ('id', 'Bahasa Indonesia')),
        default='',
        description=_('NetBox itself has no Indonesian translation: its own words stay as they are.'),
    ),
}
