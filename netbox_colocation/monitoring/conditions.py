"""Whether which targets match a filter can change unnoticed.

Migration 0017 has the database mark a target as stale when a column changes on which the feeds rest. A condition on
nothing but such columns cannot begin or cease to match without a mark. Whatever is not known here counts as unmarked:
then is asked each time which targets match.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, ForeignKey, Lookup, QuerySet, Subquery
from django.db.models.expressions import Col
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable
from django.db.models.sql.where import WhereNode

from ..models import MonitoringTarget

__all__ = ('MARKED', 'MARKED_LISTS', 'is_marked')

OWN = 'netbox_colocation_'
TARGETS = MonitoringTarget._meta.db_table
# Table -> columns whose change leaves a mark, of what a target refers to, near or far.
MARKED = {
    'dcim_device': 'name,status,description,serial,asset_tag,position,face,site_id,location_id,rack_id,tenant_id,'
    'role_id,platform_id,device_type_id,cluster_id,owner_id,primary_ip4_id,primary_ip6_id,oob_ip_id',
    'dcim_region': 'name,slug',
    'dcim_sitegroup': 'name,slug',
    'dcim_site': 'name,slug',
    'dcim_location': 'name,slug',
    'dcim_rack': 'name',
    'dcim_devicerole': 'name,slug',
    'dcim_platform': 'name,slug',
    'dcim_devicetype': 'model,slug,manufacturer_id',
    'dcim_manufacturer': 'name',
    'ipam_ipaddress': 'address,dns_name',
    'tenancy_tenant': 'name,slug,group_id',
    'tenancy_tenantgroup': 'name,slug',
    'tenancy_contact': 'name,email,phone',
    'users_owner': 'name',
    'extras_tag': 'name,slug',
    'virtualization_cluster': 'name,group_id,type_id',
    'virtualization_clustergroup': 'name',
    'virtualization_clustertype': 'name',
    f'{OWN}colocationrequest': 'name,case_id',
    f'{OWN}case': 'number',
}
# The same of lists of a target or its device, where rows that come and go leave a mark as well.
MARKED_LISTS = {
    TARGETS: 'device_id,device_name,request_id,address_id,kind,port,service_id,module,scheme,metrics_path,severity,'
    'contact_id,owner_id,state',
    'ipam_service': 'name,parent_object_type_id,parent_object_id',
    'tenancy_contactassignment': 'object_type_id,object_id,contact_id,role_id,priority',
    'extras_taggeditem': 'content_type_id,object_id,tag_id',
}
_COLUMNS = {table: frozenset(['id', *columns.split(',')]) for table, columns in {**MARKED, **MARKED_LISTS}.items()}
# A list is of these only: the tags of a site leave no mark.
_HOLDERS = frozenset([TARGETS, 'dcim_device'])

type _Tables = Mapping[str, str]


class _Unmarked(Exception):
    """The condition rests on something that may change without a mark."""


def is_marked(targets: QuerySet[MonitoringTarget]) -> bool:
    """Whether every change of which targets these are leaves a mark."""
    try:
        for table, column in _rests_on(targets.query, {}):
            if column not in _COLUMNS.get(table, ()):
                return False
    except _Unmarked:
        return False
    return True


def _rests_on(query: Query, outer: _Tables) -> Iterator[tuple[str, str]]:
    """Yield table and column of all that decides which rows of targets a query gives.

    Raises:
        _Unmarked: it does more than to compare columns with values.
    """
    if query.model is not MonitoringTarget or query.combinator or query.is_sliced or query.group_by or query.extra:
        raise _Unmarked
    used = {alias: join for alias, join in query.alias_map.items() if query.alias_refcount[alias]}
    tables = {**outer, **{alias: join.table_name for alias, join in used.items()}}
    for join in used.values():
        if not isinstance(join, BaseTable):
            yield from _joined_by(join, tables)
    yield from _compared(query.where, tables)


def _joined_by(join: Any, tables: _Tables) -> Iterator[tuple[str, str]]:
    parent = tables.get(join.parent_alias, '')
    is_list = join.table_name in MARKED_LISTS and parent in _HOLDERS
    # Backwards along a foreign key stand rows that come without a mark.
    if join.filtered_relation or not (isinstance(join.join_field, ForeignKey) or is_list):
        raise _Unmarked
    for here, there in join.join_cols:
        yield parent, here
        yield join.table_name, there


def _compared(part: Any, tables: _Tables) -> Iterator[tuple[str, str]]:
    if isinstance(part, Col):
        if not (table := tables.get(part.alias or '')):
            raise _Unmarked
        yield table, str(part.target.column)
    elif isinstance(part, Query):
        yield from _rests_on(part, tables)
    elif isinstance(part, (Exists, Subquery)):
        yield from _rests_on(part.query, tables)
    elif isinstance(part, WhereNode):
        for child in part.children:
            yield from _compared(child, tables)
    elif isinstance(part, Lookup):
        others = part.rhs if isinstance(part.rhs, (list, tuple, set)) else [part.rhs]
        for one in (part.lhs, *(one for one in others if hasattr(one, 'resolve_expression'))):
            yield from _compared(one, tables)
    else:
        raise _Unmarked
