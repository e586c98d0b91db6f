"""Rows of a file become products: columns, validation, staging, planning, applying, recording, announcing."""
