"""What the impact needs beside the estate: traced paths of its network cables, and panels that feed many racks.

NetBox's own tracing takes 70 queries for each cable. What is written is what it would have written: the two paths of
each cable, and on both interfaces which one is theirs.
"""

import time

from django.db import connection

__all__ = ('LARGE', 'SMALL', 'WHOLE', 'prepare')

# Panels: A of so many racks; A and B of as many.
SMALL, LARGE, WHOLE = 'Impact small', 'Impact large', 'Impact whole'
FEW, MANY = 20, 400

_PATHS = """
WITH kinds AS (
    SELECT (SELECT id FROM django_content_type WHERE app_label = 'dcim' AND model = 'interface') AS interface,
           (SELECT id FROM django_content_type WHERE app_label = 'dcim' AND model = 'cable') AS cable
)
INSERT INTO dcim_cablepath (id, path, is_active, is_complete, is_split, _nodes)
SELECT a.id,
       jsonb_build_array(
           jsonb_build_array(interface || ':' || a.id), jsonb_build_array(cable || ':' || a.cable_id),
           jsonb_build_array(interface || ':' || b.id)
       ), true, true, false,
       ARRAY[interface || ':' || a.id, cable || ':' || a.cable_id, interface || ':' || b.id]
FROM dcim_interface a JOIN dcim_interface b ON b.cable_id = a.cable_id AND b.id <> a.id CROSS JOIN kinds
"""


def prepare() -> None:
    """Write the paths and the panels, once for a database."""
    from dcim.models import PowerFeed, PowerPanel, Site

    if PowerPanel.objects.filter(name=LARGE).exists():
        return
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(_PATHS)
        cursor.execute('UPDATE dcim_interface SET _path_id = id WHERE cable_id IS NOT NULL')
    # Feeds are numbered 2 * rack (A) and 2 * rack + 1 (B) in `racks_estate`.
    site = Site.objects.get(slug='bench')
    last = PowerFeed.objects.order_by('-pk').values_list('pk', flat=True)[0] // 2
    many = min(MANY, last // 4)
    spans = {SMALL: (1, FEW, (0,)), LARGE: (1 + FEW, many, (0,)), WHOLE: (1 + FEW + many, many, (0, 1))}
    for name, (first, count, sides) in spans.items():
        panel = PowerPanel.objects.create(site=site, name=name)
        keys = [2 * rack + side for rack in range(first, first + count) for side in sides]
        PowerFeed.objects.filter(pk__in=keys).update(power_panel=panel)
    with connection.cursor() as cursor:
        cursor.execute('VACUUM ANALYZE dcim_cablepath')
        cursor.execute('VACUUM ANALYZE dcim_interface')
        cursor.execute('VACUUM ANALYZE dcim_powerfeed')
    print(f'  cable paths: {time.monotonic() - began:.0f} s', flush=True)
