"""Working time: pure arithmetic (`business_time`) and the calendar of the office that the settings describe."""
