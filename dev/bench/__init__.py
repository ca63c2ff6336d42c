"""The benchmark: what the plugin costs beside what NetBox costs, in one run on one machine (`make bench`)."""
