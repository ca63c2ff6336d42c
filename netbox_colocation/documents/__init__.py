"""Papers of a request, visit or ticket: drafting, numbers, signatures, rendering, dispatch, filing, and uploaded files.

`drafting.draft` freezes what is known into plain JSON, `signing.sign` freezes it for good, `rendering` makes a PDF of
nothing but that JSON: the same data gives the same bytes. A signed document never changes.
"""
