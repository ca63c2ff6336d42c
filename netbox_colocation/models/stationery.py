"""How an agency's papers look: its letterhead and page, and its own templates of kinds of papers."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import PrimaryModel

from ..choices import DocumentKindChoices, LetterFontChoices, PaperSizeChoices, VersionStateChoices
from .documents import private_storage

__all__ = ('DocumentTemplate', 'Letterhead')

MARGIN = (MinValueValidator(5), MaxValueValidator(60))
FONT_SIZE = (MinValueValidator(Decimal(8)), MaxValueValidator(Decimal(14)))


class Letterhead(PrimaryModel):
    """The head (kop) and the page of an agency's papers; a template may differ from it for one kind."""

    agency = models.OneToOneField('tenancy.Tenant', on_delete=models.PROTECT, related_name='letterhead')
    parent_name = models.CharField(
        _('government'), max_length=200, blank=True, help_text=_('The line above, e.g. Pemerintah Kabupaten Sumbawa')
    )
    name = models.CharField(_('name'), max_length=200, blank=True, help_text=_('Blank: the tenant’s name'))
    lines = models.TextField(
        _('address lines'), blank=True, help_text=_('Below the agency’s name, one per line: address, telephone, e-mail')
    )
    place = models.CharField(_('place'), max_length=100, blank=True, help_text=_('Where letters are dated'))
    logo = models.FileField(
        _('logo'), storage=private_storage, upload_to='letterheads/', blank=True, help_text=_('PNG or JPEG')
    )
    paper = models.CharField(_('paper'), max_length=10, choices=PaperSizeChoices, default=PaperSizeChoices.A4)
    margin_top = models.PositiveSmallIntegerField(_('top margin (mm)'), default=20, validators=MARGIN)
    margin_bottom = models.PositiveSmallIntegerField(_('bottom margin (mm)'), default=22, validators=MARGIN)
    margin_left = models.PositiveSmallIntegerField(_('left margin (mm)'), default=25, validators=MARGIN)
    margin_right = models.PositiveSmallIntegerField(_('right margin (mm)'), default=20, validators=MARGIN)
    font = models.CharField(_('font'), max_length=20, choices=LetterFontChoices, default=LetterFontChoices.SANS)
    font_size = models.DecimalField(
        _('font size (pt)'), max_digits=3, decimal_places=1, default=Decimal(11), validators=FONT_SIZE
    )

    clone_fields = ('parent_name', 'lines', 'place', 'paper', 'font', 'font_size')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('agency', 'pk')
        verbose_name = _('letterhead')
        verbose_name_plural = _('letterheads')

    def __str__(self) -> str:
        return self.name or self.agency.name

    def get_paper_color(self) -> str:
        return PaperSizeChoices.colors.get(self.paper)

    def get_font_color(self) -> str:
        return LetterFontChoices.colors.get(self.font)


class DocumentTemplate(PrimaryModel):
    """An agency's own form of one kind of paper: its page, its wording or its whole layout. The newest published one
    counts; a published one never changes, because papers are rendered with it.
    """

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='document_templates')
    kind = models.CharField(_('kind'), max_length=50, choices=DocumentKindChoices)
    version = models.PositiveIntegerField(_('version'), editable=False)
    state = models.CharField(
        _('state'), max_length=20, choices=VersionStateChoices, default=VersionStateChoices.DRAFT, editable=False
    )
    source = models.TextField(_('layout (Typst)'), blank=True, help_text=_('Blank: the shipped layout of this kind'))
    wording = models.JSONField(
        _('wording'), default=dict, blank=True, help_text=_('Sentences that differ from the shipped ones, by their key')
    )
    paper = models.CharField(
        _('paper'), max_length=10, choices=PaperSizeChoices, blank=True, help_text=_('Blank: as the letterhead says')
    )
    margin_top = models.PositiveSmallIntegerField(_('top margin (mm)'), blank=True, null=True, validators=MARGIN)
    margin_bottom = models.PositiveSmallIntegerField(_('bottom margin (mm)'), blank=True, null=True, validators=MARGIN)
    margin_left = models.PositiveSmallIntegerField(_('left margin (mm)'), blank=True, null=True, validators=MARGIN)
    margin_right = models.PositiveSmallIntegerField(_('right margin (mm)'), blank=True, null=True, validators=MARGIN)
    font = models.CharField(_('font'), max_length=20, choices=LetterFontChoices, blank=True)
    font_size = models.DecimalField(
        _('font size (pt)'), max_digits=3, decimal_places=1, blank=True, null=True, validators=FONT_SIZE
    )
    published_at = models.DateTimeField(_('published at'), blank=True, null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )

    clone_fields = ('agency', 'kind', 'source', 'wording', 'paper', 'font', 'font_size')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('agency', 'kind', '-version', 'pk')
        verbose_name = _('document template')
        verbose_name_plural = _('document templates')
        permissions = [('publish', 'Publish document templates')]
        constraints = [
            models.UniqueConstraint(
                fields=('agency', 'kind', 'version'), name='%(app_label)s_%(class)s_unique_version'
            ),
            models.CheckConstraint(
                condition=Q(state=VersionStateChoices.DRAFT, published_at__isnull=True)
                | Q(state=VersionStateChoices.PUBLISHED, published_at__isnull=False),
                name='%(app_label)s_%(class)s_published_has_time',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.get_kind_display()} v{self.version} ({self.agency})'

    def get_kind_color(self) -> str:
        return DocumentKindChoices.colors.get(self.kind)

    def get_state_color(self) -> str:
        return VersionStateChoices.colors.get(self.state)
