#!/usr/bin/env python
"""Runs the commands. Without DATABASE_URL and REDIS_URL they find, or start, the embedded servers."""

import os
import sys

from django.core.management import execute_from_command_line

from product_importer.launch import environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "product_importer.settings")
    environment.prepare(sys.argv)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
