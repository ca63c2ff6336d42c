"""Procedures as data, and the one engine that runs them.

Public: `engine` (every act on a case), `outcomes.offered`, `publishing.publish`, `drafting_procedures`. What a row may
name is registered beside its subject: `activities`, `guards` and `effects` for all; `receiving`, `checking`,
`retrieving`, `visiting`, `maintaining`, `checklists`, `dispositions`, `terms` and `facts`.
"""
