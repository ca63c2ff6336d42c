"""What a user may choose for themselves, under NetBox's own *Preferences*."""

from django.utils.translation import gettext_lazy as _

from users.preferences import UserPreference

__all__ = ('preferences',)

preferences = {
    'language': UserPreference(
        label=_('Language of the colocation pages'),
        choices=(('', '---------'), ('id', 'Bahasa Indonesia')),
        default='',
        description=_('NetBox itself has no Indonesian translation: its own words stay as they are.'),
    ),
}
