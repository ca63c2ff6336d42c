"""What the feeds say of a target: one SQL statement makes it, for many targets at once.

`CONTENT` gives, for the targets asked for, `id`, `kind`, `muted_by` and `content`: the JSON text of one group of
Prometheus' HTTP service discovery, `{"labels": {…}, "targets": ["host:port"]}`. Targets that are retired, or have no
address, are not in it. A label whose value is not known is left out. Names and spelling are those of
netbox-plugin-prometheus-sd where it has the label.

`TARGETS_OF` says whose targets a mark means: by its scope, the targets of some keys.
"""

# ruff: noqa: S608 - the statements are made of names only; values are parameters.

from ..choices import MonitoringKindChoices, MonitoringStateChoices, WindowStateChoices

__all__ = ('CONTENT', 'MUTING_WINDOWS', 'PREFIX', 'TARGETS_OF')

PREFIX = '__meta_netbox_'
OWN = 'netbox_colocation_'

# Label -> the SQL of its value. An empty text is no value.
OF_DEVICE = {
    'name': "coalesce(nullif(device.name, ''), target.device_name)",
    'model': "CASE WHEN device.id IS NOT NULL THEN 'Device' END",
    'id': 'device.id::text',
    'status': 'device.status',
    'description': 'device.description',
    'serial': 'device.serial',
    'asset_tag': 'device.asset_tag',
    'site': 'site.name',
    'site_slug': 'site.slug',
    'location': 'location.name',
    'location_slug': 'location.slug',
    'rack': 'rack.name',
    'position': 'trim_scale(device.position)::text',
    'rack_u_position': 'nullif(device.position, 0)::text',
    'face': 'device.face',
    'tenant': 'tenant.name',
    'tenant_slug': 'tenant.slug',
    'tenant_group': 'tenant_group.name',
    'tenant_group_slug': 'tenant_group.slug',
    'role': 'role.name',
    'role_slug': 'role.slug',
    'platform': 'platform.name',
    'platform_slug': 'platform.slug',
    'manufacturer': 'manufacturer.name',
    'device_type': 'device_type.model',
    'device_type_slug': 'device_type.slug',
    'cluster': 'cluster.name',
    'cluster_group': 'cluster_group.name',
    'cluster_type': 'cluster_type.name',
    'scope': 'scope.name',
    'scope_slug': 'scope.slug',
    'tags': 'tags.names',
    'tag_slugs': 'tags.slugs',
    'services': 'services.names',
    'service_ports': "',' || services.ports || ','",
    'primary_ip4': 'host(ip4.address)',
    'primary_ip6': 'host(ip6.address)',
    'oob_ip': 'host(oob.address)',
    # The one that is watched; where that is another address of the device, NetBox's choice.
    'primary_ip': """CASE WHEN given.id IN (ip4.id, ip6.id) THEN host(given.address)
        ELSE host(coalesce(ip6.address, ip4.address, given.address)) END""",
}
OF_TARGET = {
    'target_id': 'target.id::text',
    'kind': 'target.kind',
    'state': 'target.state',
    'severity': 'target.severity',
    'scheme': 'target.scheme',
    'metrics_path': 'target.metrics_path',
    'module': 'target.module',
    'address': 'host(watched.address)',
    'dns_name': 'watched.dns_name',
    'port': 'target.port::text',
    'service': 'service.name',
    'target_tags': 'target_tags.slugs',
    'owner': 'coalesce(owner.name, device_owner.name)',
    'contact_name': 'contact.name',
    'contact_email': 'contact.email',
    'contact_phone': 'contact.phone',
    'request_id': 'request.id::text',
    'request': 'request.name',
    'case': 'the_case.number',
    'muted': "CASE WHEN muting.window_id IS NOT NULL THEN 'true' END",
    'maintenance_window': 'muting.window_id::text',
}
# Prometheus' own labels, where they differ from what it does by itself.
IS_EXPORTER = f"target.kind = '{MonitoringKindChoices.EXPORTER}'"
SPECIAL = {
    '__scheme__': f"CASE WHEN {IS_EXPORTER} AND target.scheme <> 'http' THEN target.scheme END",
    '__metrics_path__': f"CASE WHEN {IS_EXPORTER} AND target.metrics_path <> '/metrics' THEN target.metrics_path END",
}


def _object(labels: dict[str, str], prefix: str = PREFIX) -> str:
    """Return the SQL of a JSON object; a function takes at most a hundred arguments."""
    return f'jsonb_build_object({", ".join(f"'{prefix}{name}', nullif({sql}, '')" for name, sql in labels.items())})'


# A window that mutes: under way, or agreed to and within its time.
_MUTES = f"""(win.mutes_monitoring AND (win.state = '{WindowStateChoices.UNDER_WAY}' OR (
    win.state = '{WindowStateChoices.AGREED}' AND win.starts_at <= %(now)s
    AND coalesce(win.extended_until, win.ends_at) > %(now)s)))"""
MUTING_WINDOWS = f'SELECT win.id FROM {OWN}maintenancewindow win WHERE {_MUTES} ORDER BY win.id'

# The order of Django's relations, as the other feeds of NetBox have it: tags by weight, services and contacts by name.
_LISTS = f"""
LEFT JOIN LATERAL (
    SELECT string_agg(tag.name, ',' ORDER BY tag.weight, tag.name) AS names,
           string_agg(tag.slug, ',' ORDER BY tag.weight, tag.name) AS slugs
    FROM extras_taggeditem item JOIN extras_tag tag ON tag.id = item.tag_id
    WHERE item.content_type_id = %(device_type)s AND item.object_id = device.id
) tags ON true
LEFT JOIN LATERAL (
    SELECT string_agg(tag.slug, ',' ORDER BY tag.weight, tag.name) AS slugs
    FROM extras_taggeditem item JOIN extras_tag tag ON tag.id = item.tag_id
    WHERE item.content_type_id = %(target_type)s AND item.object_id = target.id
) target_tags ON true
LEFT JOIN LATERAL (
    SELECT string_agg(each.name, ',' ORDER BY each.name, each.id) AS names,
           (SELECT string_agg(mapping, ',' ORDER BY place) FROM (
                SELECT mapping, min(ARRAY[found.id, place]) AS place
                FROM ipam_service found, unnest(found.port_mappings) WITH ORDINALITY AS one(mapping, place)
                WHERE found.parent_object_type_id = %(device_type)s AND found.parent_object_id = device.id
                GROUP BY mapping) AS mappings) AS ports
    FROM ipam_service each
    WHERE each.parent_object_type_id = %(device_type)s AND each.parent_object_id = device.id
) services ON true
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg('{PREFIX}contact_' || coalesce(given.priority, 'None') || '_' || said.label, said.text
                            ORDER BY person.name, given.priority, part.name, given.id) AS labels
    FROM tenancy_contactassignment given
    JOIN tenancy_contact person ON person.id = given.contact_id
    JOIN tenancy_contactrole part ON part.id = given.role_id
    CROSS JOIN LATERAL (VALUES ('name', person.name), ('email', person.email), ('comments', person.comments),
                               ('role', part.name)) AS said(label, text)
    WHERE given.object_type_id = %(device_type)s AND given.object_id = device.id AND said.text <> ''
) contacts ON true
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg('{PREFIX}custom_field_' || regexp_replace(lower(key), '[^a-z0-9_]', '_', 'g'),
                            CASE jsonb_typeof(value) WHEN 'boolean' THEN initcap(value #>> '{{}}')
                            ELSE value #>> '{{}}' END) AS labels
    FROM jsonb_each(device.custom_field_data)
    WHERE value NOT IN ('null', '""', '[]', '{{}}')
) custom ON true
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg('{PREFIX}label_' || key, value) AS labels FROM jsonb_each_text(target.labels)
) own ON target.labels <> '{{}}'
LEFT JOIN LATERAL (
    SELECT name, slug FROM dcim_region WHERE scope_type.model = 'region' AND id = cluster.scope_id
    UNION ALL SELECT name, slug FROM dcim_sitegroup WHERE scope_type.model = 'sitegroup' AND id = cluster.scope_id
    UNION ALL SELECT name, slug FROM dcim_site WHERE scope_type.model = 'site' AND id = cluster.scope_id
    UNION ALL SELECT name, slug FROM dcim_location WHERE scope_type.model = 'location' AND id = cluster.scope_id
) scope ON cluster.scope_id IS NOT NULL
"""
CONTENT = f"""
SELECT target.id, target.kind, muting.window_id AS muted_by,
       jsonb_build_object(
           'targets', jsonb_build_array(CASE
               WHEN target.port IS NULL THEN host(watched.address)
               WHEN family(watched.address) = 6 THEN '[' || host(watched.address) || ']:' || target.port
               ELSE host(watched.address) || ':' || target.port END),
           'labels', jsonb_strip_nulls({_object(OF_DEVICE)} || {_object(OF_TARGET)} || {_object(SPECIAL, '')})
               || coalesce(custom.labels, '{{}}') || coalesce(contacts.labels, '{{}}') || coalesce(own.labels, '{{}}')
       )::text AS content
FROM {OWN}monitoringtarget target
LEFT JOIN dcim_device device ON device.id = target.device_id
LEFT JOIN ipam_ipaddress given ON given.id = target.address_id
LEFT JOIN ipam_ipaddress ip4 ON ip4.id = device.primary_ip4_id
LEFT JOIN ipam_ipaddress ip6 ON ip6.id = device.primary_ip6_id
LEFT JOIN ipam_ipaddress oob ON oob.id = device.oob_ip_id
LEFT JOIN ipam_ipaddress watched
    ON watched.id = coalesce(target.address_id, device.primary_ip4_id, device.primary_ip6_id)
LEFT JOIN ipam_service service ON service.id = target.service_id
LEFT JOIN users_owner owner ON owner.id = target.owner_id
LEFT JOIN users_owner device_owner ON device_owner.id = device.owner_id
LEFT JOIN tenancy_contact contact ON contact.id = target.contact_id
LEFT JOIN {OWN}colocationrequest request ON request.id = target.request_id
LEFT JOIN {OWN}case the_case ON the_case.id = request.case_id
LEFT JOIN dcim_site site ON site.id = device.site_id
LEFT JOIN dcim_location location ON location.id = device.location_id
LEFT JOIN dcim_rack rack ON rack.id = device.rack_id
LEFT JOIN tenancy_tenant tenant ON tenant.id = device.tenant_id
LEFT JOIN tenancy_tenantgroup tenant_group ON tenant_group.id = tenant.group_id
LEFT JOIN dcim_devicerole role ON role.id = device.role_id
LEFT JOIN dcim_platform platform ON platform.id = device.platform_id
LEFT JOIN dcim_devicetype device_type ON device_type.id = device.device_type_id
LEFT JOIN dcim_manufacturer manufacturer ON manufacturer.id = device_type.manufacturer_id
LEFT JOIN virtualization_cluster cluster ON cluster.id = device.cluster_id
LEFT JOIN virtualization_clustergroup cluster_group ON cluster_group.id = cluster.group_id
LEFT JOIN virtualization_clustertype cluster_type ON cluster_type.id = cluster.type_id
LEFT JOIN django_content_type scope_type ON scope_type.id = cluster.scope_type_id
LEFT JOIN LATERAL (
    SELECT line.window_id FROM {OWN}impactline line JOIN {OWN}maintenancewindow win ON win.id = line.window_id
    WHERE line.device_id = target.device_id AND line.grade = ANY(%(grades)s) AND {_MUTES}
    ORDER BY coalesce(win.extended_until, win.ends_at) DESC, win.id DESC LIMIT 1
) muting ON true
{_LISTS}
WHERE target.id = ANY(%(asked)s) AND target.state <> '{MonitoringStateChoices.RETIRED}'
  AND watched.address IS NOT NULL
"""

_BY_DEVICE = (
    f'SELECT target.id FROM {OWN}monitoringtarget target JOIN dcim_device device ON device.id = target.device_id'
)
_BY_CLUSTER = f'{_BY_DEVICE} JOIN virtualization_cluster cluster ON cluster.id = device.cluster_id'
_BY_SCOPE = f"""{_BY_CLUSTER} JOIN django_content_type kind ON kind.id = cluster.scope_type_id
WHERE cluster.scope_id = ANY(%(keys)s) AND kind.model ="""
_BY_CONTACT = f"""{_BY_DEVICE} JOIN tenancy_contactassignment given
ON given.object_id = device.id AND given.object_type_id = %(device_type)s"""
_OWN_TARGETS = f'SELECT id FROM {OWN}monitoringtarget'


def _of_device(column: str) -> str:
    return f'{_BY_DEVICE} WHERE device.{column} = ANY(%(keys)s)'


# Scope of a mark -> the statement that gives the targets of `keys`.
TARGETS_OF = {
    'target': 'SELECT unnest(%(keys)s::bigint[])',
    'dcim_device': f'{_OWN_TARGETS} WHERE device_id = ANY(%(keys)s)',
    'dcim_region': f"{_BY_SCOPE} 'region'",
    'dcim_sitegroup': f"{_BY_SCOPE} 'sitegroup'",
    'dcim_site': f"{_of_device('site_id')} UNION {_BY_SCOPE} 'site'",
    'dcim_location': f"{_of_device('location_id')} UNION {_BY_SCOPE} 'location'",
    'dcim_rack': _of_device('rack_id'),
    'dcim_devicerole': _of_device('role_id'),
    'dcim_platform': _of_device('platform_id'),
    'dcim_devicetype': _of_device('device_type_id'),
    'dcim_manufacturer': f"""{_BY_DEVICE} JOIN dcim_devicetype type ON type.id = device.device_type_id
        WHERE type.manufacturer_id = ANY(%(keys)s)""",
    'ipam_ipaddress': f"""{_OWN_TARGETS} WHERE address_id = ANY(%(keys)s) UNION {_of_device('primary_ip4_id')}
        UNION {_of_device('primary_ip6_id')} UNION {_of_device('oob_ip_id')}""",
    'tenancy_tenant': _of_device('tenant_id'),
    'tenancy_tenantgroup': f"""{_BY_DEVICE} JOIN tenancy_tenant tenant ON tenant.id = device.tenant_id
        WHERE tenant.group_id = ANY(%(keys)s)""",
    'tenancy_contact': f"""{_OWN_TARGETS} WHERE contact_id = ANY(%(keys)s)
        UNION {_BY_CONTACT} WHERE given.contact_id = ANY(%(keys)s)""",
    'tenancy_contactrole': f'{_BY_CONTACT} WHERE given.role_id = ANY(%(keys)s)',
    'users_owner': f'{_OWN_TARGETS} WHERE owner_id = ANY(%(keys)s) UNION {_of_device("owner_id")}',
    'extras_tag': f"""{_BY_DEVICE} JOIN extras_taggeditem item
        ON item.object_id = device.id AND item.content_type_id = %(device_type)s WHERE item.tag_id = ANY(%(keys)s)
        UNION SELECT object_id FROM extras_taggeditem
        WHERE content_type_id = %(target_type)s AND tag_id = ANY(%(keys)s)""",
    'virtualization_cluster': _of_device('cluster_id'),
    'virtualization_clustergroup': f'{_BY_CLUSTER} WHERE cluster.group_id = ANY(%(keys)s)',
    'virtualization_clustertype': f'{_BY_CLUSTER} WHERE cluster.type_id = ANY(%(keys)s)',
    f'{OWN}colocationrequest': f'{_OWN_TARGETS} WHERE request_id = ANY(%(keys)s)',
    f'{OWN}case': f"""SELECT target.id FROM {OWN}monitoringtarget target
        JOIN {OWN}colocationrequest request ON request.id = target.request_id WHERE request.case_id = ANY(%(keys)s)""",
    f'{OWN}maintenancewindow': f"""SELECT target.id FROM {OWN}monitoringtarget target
        JOIN {OWN}impactline line ON line.device_id = target.device_id WHERE line.window_id = ANY(%(keys)s)""",
}
