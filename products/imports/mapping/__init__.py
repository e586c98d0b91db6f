"""A job that waits until somebody says which column is what, in the order of its way.

`why`: what can be asked; `known_source`: whose file it may be, and what changed since the last one; `asking`: the
worker looks at the file, then takes the suggestion or waits; `parts`: a recipe field by field; `preview`: the first
products by a recipe; `presenters`, `forms`, `schemas`: how it is shown; `answers`: what a person says; `remembering`:
the same kept for the next file; `api`, `views`: the routes; `expiry`: nobody said anything.
"""
