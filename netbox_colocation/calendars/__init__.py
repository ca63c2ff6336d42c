"""Working time: pure arithmetic (`business_time`, `explanation`), the calendars of the database and the settings
(`office`), sentences (`wording`), and what fills a calendar (`ready_made`, `proposals`).
"""
