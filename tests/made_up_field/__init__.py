"""A made-up built-in field, `brand`: an app that stands before the catalogue and makes its list of fields longer.

`settings` are the project's with this app, `migrations` adds the columns, `journey` takes the field through it all.
"""
