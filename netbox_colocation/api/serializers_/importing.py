"""Imports over REST: the table as a file or as objects, and what became of it."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from dcim.models import Site
from tenancy.models import Tenant

from ...choices import SubjectKindChoices
from ...intake.grids import LONGEST_CELL, MOST_COLUMNS
from ...intake.headings import MOST_LINES
from ...models import Procedure

__all__ = (
    'ColocationImportColumnSerializer',
    'ColocationImportReportSerializer',
    'ColocationRequestImportSerializer',
    'ColocationServerImportSerializer',
)


class ColocationImportLineField(serializers.DictField):
    """A line: texts by the keys, or the headings, of the columns."""

    child = serializers.CharField(allow_blank=True, allow_null=True, max_length=LONGEST_CELL)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, dict) and len(data) > MOST_COLUMNS:
            raise serializers.ValidationError(_('At most {count} columns.').format(count=MOST_COLUMNS))
        return super().to_internal_value(data)


class ColocationImportSerializer(serializers.Serializer):
    """A file (multipart), or `lines` (JSON)."""

    file = serializers.FileField(required=False, help_text='XLSX or CSV, at most 200 lines and 5 MiB')
    sheet = serializers.CharField(
        required=False, allow_blank=True, default='', max_length=100, help_text='Of a workbook; the first that fits'
    )
    lines = serializers.ListField(
        child=ColocationImportLineField(),
        required=False,
        min_length=1,
        max_length=MOST_LINES,
        help_text='Instead of a file: objects with the keys of the columns, which GET names',
    )
    site = serializers.PrimaryKeyRelatedField(
        queryset=Site.objects.all(), required=False, allow_null=True, default=None, help_text='For lines without one'
    )
    agency = serializers.PrimaryKeyRelatedField(
        queryset=Tenant.objects.all(), required=False, allow_null=True, default=None, help_text='For lines without one'
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if request := self.context.get('request'):
            for field in self.fields.values():
                if isinstance(field, serializers.PrimaryKeyRelatedField):
                    field.queryset = field.queryset.restrict(request.user, 'view')

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get('file')) == bool(attrs.get('lines')):
            raise serializers.ValidationError({'file': [_('Send a file, or lines.')]})
        return attrs


class ColocationRequestImportSerializer(ColocationImportSerializer):
    """Requests from a file (multipart) or from `lines` (JSON): lines with the same agency and title are one request."""

    procedure = serializers.PrimaryKeyRelatedField(
        queryset=Procedure.objects.filter(subject_kind=SubjectKindChoices.COLOCATION_REQUEST),
        required=False,
        allow_null=True,
        default=None,
        help_text='For lines without one',
    )


class ColocationServerImportSerializer(ColocationImportSerializer):
    """Servers that stand already, from a file (multipart) or from `lines` (JSON)."""

    monitor = serializers.BooleanField(
        required=False, default=False, help_text='Whether lines that say nothing get a monitoring target'
    )


class ColocationImportObjectSerializer(serializers.Serializer):
    """One object that a line became."""

    model = serializers.CharField(help_text='Like dcim.device')
    pk = serializers.IntegerField()
    label = serializers.CharField()


class ColocationImportedLineSerializer(serializers.Serializer):
    line = serializers.IntegerField(help_text='As the file counts; of `lines`, from 1')
    label = serializers.CharField()
    objects = ColocationImportObjectSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())


class ColocationImportReportSerializer(serializers.Serializer):
    """What every line became. Either all lines are stored, or none."""

    lines = serializers.IntegerField()
    notes = serializers.ListField(child=serializers.CharField(), help_text='Columns that were not read')
    made = ColocationImportedLineSerializer(many=True)


class ColocationImportColumnSerializer(serializers.Serializer):
    """One column that a table may have."""

    key = serializers.CharField()
    indonesian = serializers.CharField()
    english = serializers.CharField()
    example = serializers.CharField(allow_blank=True)
    is_required = serializers.BooleanField()
    others = serializers.ListField(child=serializers.CharField(), help_text='Further headings that are understood')
