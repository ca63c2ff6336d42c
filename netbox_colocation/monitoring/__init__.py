"""What monitoring is told about installed servers: targets, and the feeds that list them."""
