"""Where uploaded files are kept if not on this host's disk: a bucket of an S3-compatible store, which hosts share.

failures (what callers hear), ranged (a file in the store, read in pieces), bucket (Django's storage).
"""
