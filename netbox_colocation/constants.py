"""Names and bounds that more than one room uses."""

# The role key of whoever acts for the applicant agency: representatives, not an office.
APPLICANT = 'applicant'

# The answer to the capacity check that no record knows: whether the building's electricity is enough.
BUILDING_ELECTRICITY = 'building_electricity'

# NetBox's own bounds: a rack has at most 100 units; heights count in steps of half a unit.
MAX_RACK_UNITS = 100
HALF_UNITS_PER_UNIT = 2

# How often an outbox entry is tried before it is given up as failed, and the wait before the first retry in seconds
# (doubled each time).
OUTBOX_ATTEMPTS = 8
OUTBOX_RETRY_SECONDS = 30
OUTBOX_LEASE_SECONDS = 600

# The name under which NetBox keeps a user's choice of language for the plugin's pages and mails.
LANGUAGE_PREFERENCE = 'plugins.netbox_colocation.language'

# Calls of the API with lists of many things, by what follows its root: how large they may be, in MiB. The others are as
# large as Django reads (DATA_UPLOAD_MAX_MEMORY_SIZE), files as `upload_limit_mib` says.
LARGEST_BODIES_MIB = {'monitoring/acknowledge/': 8, 'monitoring/drift/': 64, 'batch/': 16}
