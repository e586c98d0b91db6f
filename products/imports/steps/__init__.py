"""Rows of a file become products: validation, staging, planning, applying, recording, announcing, in this order."""
