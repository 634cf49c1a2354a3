"""The support desk: a Django project of eight apps, each allowed to import only those to its left.

    audit < accounts < files < mail < factors < tickets < publishing < rights

    audit        who did and who saw what, without values
    accounts     people, organisations, guests, one-time links
    files        bytes with an owner, a key of their own and an end date
    mail         one door out for every message
    factors      the second step of signing in: apps, passkeys, recovery codes
    tickets      the private conversation, and what the detector found in it
    publishing   the reviewed public copy: review, preview, gate, publish, public tracker
    rights       removal requests, occurrences, certificates

`http`, `jobs` and `redactor` stand left of all of them and import no app; `redactor` is the only
module that imports the `redaction` package. `tests/walls` holds these rules in place.
"""
