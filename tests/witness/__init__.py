"""
The witness: what every door says of some 290 seeded orders, kept in `recorded/` and compared.

After a change that moves what a door says: `make witness` records anew and prints what moved; read
that, and the diff; add a line to DIFFERENCES.md with the change and its reason; commit all three.
When recordings conflict in a rebase, take either side and record anew: they are never merged by
hand. A change that moves nothing outside needs nothing here. `make witness EVERY=10` only looks, at
one order in ten, and takes a tenth of the time.

`world` makes the orders, `tellers_*` asks the doors, `recording` lays the answers down line by
line, `comparison` says what differs. Everything an order says depends on that order alone: its
keys, its clock, its numbers and its chance begin anew with each one, so that a repair of one kind
of order moves the lines of that kind and no others.

Not fixed, and therefore left out or rewritten by name in `recording.REWRITTEN`:
the uuid of a webhook message (written `<its uuid>`, after a look that it is that message's), and
the position of an event in the feed (counted within its order): one event more would move all.
Secrets, tokens and request ids are random by purpose and written `<random>`; the key of a content
type, which a model more would move, is written `<its key>`.
"""
