"""Which version of the product this is, as CHANGELOG.md counts."""

VERSION = "1.0.0"
