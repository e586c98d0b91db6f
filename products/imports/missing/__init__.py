"""Products of a source that are not in its file: kept, made inactive or deleted, as the source says.

`membership` knows which source has which product, `rejected_keys` what rejected rows were about, `planning` finds what
is missing, `applying` does what the source says, and `keeping` leaves these products alone if a person says so.
"""
