"""Made-up products and files of them, for a first look, for tests and for measurements."""
