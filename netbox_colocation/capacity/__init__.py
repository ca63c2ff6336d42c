"""What fits where: pure rules over a snapshot of the estate.

`checks` is the door: it reads an `Estate` (`snapshot`, in a constant number of queries), asks the pure `rules`, and
puts the result into words (`wording`). `findings`, `estate`, `bitmaps`, `placement`, `electricity`, `pools`,
`addresses` and `rules` import no Django and read no clock.
"""
