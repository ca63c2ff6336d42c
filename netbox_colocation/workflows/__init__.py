"""Procedures as data, and the one engine that runs them.

Public: `engine.submit`, `engine.perform`, `outcomes.offered`, `publishing.publish`. What a row may name is registered
in `activities`, `guards` and `effects`.
"""
