"""Taking and freeing units, power and addresses, so that no two requests ever get the same one.

`holds` takes and frees for a request, `installation` turns a hold into devices. Everything here runs inside the
caller's transaction and is called by the engine only. The order of locks is always: request, racks by primary key,
pools by primary key, NetBox's lock on handing out addresses (`locks`); it keeps two callers from a deadlock.
"""
