"""Placement policies as they apply: which rules each rack has for one applicant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tenancy.models import Tenant

from ..conf import get_setting
from ..models import PlacementPolicy
from .estate import RackRules
from .locations import labels_of
from .questions import Question

__all__ = ('Rulebook', 'read_rulebook')

# A rack's location (None: directly in its site) and role: all that a policy looks at.
type RackClass = tuple[int | None, int | None]


@dataclass(frozen=True)
class Rulebook:
    """The policies that may count at a site, for one applicant; the most specific first."""

    policies: tuple[PlacementPolicy, ...]
    served: Mapping[int, bool]
    paths: Mapping[int, tuple[int, ...]]
    unknown_blocks: frozenset[str]

    def rules_of(self, rack_class: RackClass) -> RackRules:
        """Return the rules of the racks in a location with a role."""
        location, role = rack_class
        path = self.paths.get(location, ()) if location else ()
        matching = sorted(
            (policy for policy in self.policies if _matches(policy, path, role)),
            key=lambda policy: _specificity(policy, path),
        )
        chosen: dict[str, Any] = {}
        for policy in matching:
            for field in ('derating_percent', 'units_kept_free', 'fill_order', 'accepts_towers'):
                value = getattr(policy, field)
                if value not in (None, ''):
                    chosen.setdefault(field, value)
            if policy.unknown_blocks is not None:
                chosen.setdefault('unknown_blocks', frozenset(policy.unknown_blocks))
            if policy.pk in self.served:
                chosen.setdefault('serves_applicant', self.served[policy.pk])
        return RackRules(**{'unknown_blocks': self.unknown_blocks, **chosen})


def read_rulebook(question: Question, paths: Mapping[int, tuple[int, ...]]) -> Rulebook:
    """Read the policies of the question's site and applicant, in three queries (one when there is no policy)."""
    blocks = frozenset(get_setting('unknown_blocks'))
    policies = [policy for policy in PlacementPolicy.objects.order_by('weight', 'pk') if _is_here(policy, question)]
    if not policies:
        return Rulebook((), {}, paths, blocks)
    groups = _groups_of(question.applicant)
    mine = [policy for policy in policies if policy.tenant_group_id is None or policy.tenant_group_id in groups]
    return Rulebook(tuple(mine), _served(mine, question.applicant, groups), paths, blocks)


def _is_here(policy: PlacementPolicy, question: Question) -> bool:
    return policy.site_id in (None, question.site)


def _groups_of(applicant: int | None) -> frozenset[int]:
    """Return the applicant's tenant group and those above it."""
    tenant = Tenant.objects.filter(pk=applicant).select_related('group').first() if applicant else None
    if tenant is None or tenant.group is None:
        return frozenset()
    return frozenset(labels_of(tenant.group.path))


def _served(policies: Iterable[PlacementPolicy], applicant: int | None, groups: frozenset[int]) -> dict[int, bool]:
    """Return for each policy that names whom it serves whether the applicant is among them."""
    named: dict[int, bool] = {}
    pks = [policy.pk for policy in policies]
    tenants = PlacementPolicy.serves_tenants.through.objects.filter(placementpolicy__in=pks)
    for policy, tenant in tenants.values_list('placementpolicy_id', 'tenant_id'):
        named[policy] = named.get(policy, False) or tenant == applicant
    served_groups = PlacementPolicy.serves_groups.through.objects.filter(placementpolicy__in=pks)
    for policy, group in served_groups.values_list('placementpolicy_id', 'tenantgroup_id'):
        named[policy] = named.get(policy, False) or group in groups
    return named


def _matches(policy: PlacementPolicy, path: tuple[int, ...], role: int | None) -> bool:
    return (policy.location_id is None or policy.location_id in path) and policy.rack_role_id in (None, role)


def _specificity(policy: PlacementPolicy, path: tuple[int, ...]) -> tuple[int, bool, bool, bool, int, int]:
    depth = path.index(policy.location_id) + 1 if policy.location_id else 0
    return (
        -depth,
        policy.site_id is None,
        policy.rack_role_id is None,
        policy.tenant_group_id is None,
        policy.weight,
        policy.pk,
    )
