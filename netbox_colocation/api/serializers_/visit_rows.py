"""Visitors and carried items as a part of their visit: read with it, and written with it as a whole list."""

from typing import Any

from rest_framework import serializers

from dcim.models import Device
from netbox.api.fields import ChoiceField
from netbox.api.serializers import BaseModelSerializer

from ...choices import CarryDirectionChoices, IdentityKindChoices
from ...models import AccessVisit, CarriedItem, Visitor
from ...visits.applications import ROWS, plan_rows, store_rows

__all__ = ('ColocationVisitItemSerializer', 'ColocationVisitRowsMixin', 'ColocationVisitVisitorSerializer')

# Fields with rules that the plan asks the model for.
RULED = ('name', 'organisation', 'position', 'phone', 'identity_digits')


class ColocationVisitRowSerializer(BaseModelSerializer):
    """An entry of a visit's list: an object, or its name alone. Without `id` it stands for the row of the same name."""

    id = serializers.IntegerField(required=False, help_text='Of a stored row that this entry stands for')

    def get_extra_kwargs(self) -> dict[str, Any]:
        """Leave the model's own rules to the plan, which says everything that is wrong at once."""
        kwargs = super().get_extra_kwargs()
        for name in RULED:
            if name in self.Meta.fields:
                kwargs[name] = {**kwargs.get(name, {}), 'validators': []}
        return kwargs

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        return super().to_internal_value({'name': data} if isinstance(data, str) else data)


class ColocationVisitVisitorSerializer(ColocationVisitRowSerializer):
    """A visitor; contacts and the proof of identity are read at the visitor's own endpoint only."""

    identity_kind = ChoiceField(choices=IdentityKindChoices, allow_blank=True, required=False, write_only=True)

    class Meta:
        model = Visitor
        fields = (
            'id', 'display', 'name', 'organisation', 'position', 'phone', 'email', 'identity_kind', 'identity_digits',
            'is_leader', 'admitted_at', 'checked_out_at',
        )  # fmt: skip
        read_only_fields = ('admitted_at', 'checked_out_at')
        extra_kwargs = {
            'position': {'write_only': True},
            'phone': {'write_only': True},
            'email': {'write_only': True},
            'identity_digits': {'write_only': True},
        }


class ColocationVisitItemSerializer(ColocationVisitRowSerializer):
    direction = ChoiceField(choices=CarryDirectionChoices, required=False)
    device = serializers.PrimaryKeyRelatedField(queryset=Device.objects.all(), required=False, allow_null=True)

    class Meta:
        model = CarriedItem
        fields = (
            'id', 'display', 'name', 'serial', 'quantity', 'direction', 'device', 'came_in_at', 'went_out_at',
            'is_unannounced',
        )  # fmt: skip
        read_only_fields = ('came_in_at', 'went_out_at', 'is_unannounced')


class ColocationVisitRowsMixin(BaseModelSerializer):
    """The lists of a visit: planned with the rest of it, stored after it. List it before NetBox's serializer."""

    def validate(self, data: Any) -> Any:
        data = super().validate(data)
        if not isinstance(data, dict):
            return data
        visit = self.instance if isinstance(self.instance, AccessVisit) else AccessVisit()
        wrong = {}
        for relation in ROWS:
            if relation in data:
                plan = data[relation] = plan_rows(visit, relation, data[relation])
                if not plan.is_good:
                    wrong[relation] = [plan.refusal] if plan.refusal else plan.errors
        if wrong:
            raise serializers.ValidationError(wrong)
        return data

    def create(self, validated_data: dict[str, Any]) -> AccessVisit:
        plans = _take_plans(validated_data)
        return _store(super().create(validated_data), plans)

    def update(self, instance: AccessVisit, validated_data: dict[str, Any]) -> AccessVisit:
        plans = _take_plans(validated_data)
        return _store(super().update(instance, validated_data), plans)


def _take_plans(data: dict[str, Any]) -> list[Any]:
    return [data.pop(relation) for relation in ROWS if relation in data]


def _store(visit: AccessVisit, plans: list[Any]) -> AccessVisit:
    for plan in plans:
        store_rows(visit, plan)
    return visit
