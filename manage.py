#!/usr/bin/env python
"""Runs the commands. Without DATABASE_URL and REDIS_URL they find, or start, the embedded servers."""

import sys

from django.core.management import execute_from_command_line

from product_importer.launch import database_check, environment, start


def main() -> None:
    environment.prepare(sys.argv)
    start.read_settings_or_exit()
    if environment.needs_servers(sys.argv):
        database_check.refuse_unusable_database()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
