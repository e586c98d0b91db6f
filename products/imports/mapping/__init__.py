"""A job that waits until somebody says which column is what, in the order of its way.

`why`: what can be asked; `known_source`: whose file it may be, and what changed since the last one; `asking`: the
worker looks at the file, then takes the suggestion or waits; `parts`: a recipe field by field; `row_rules`: what it
says of rows; `preview`: the first products by a recipe; `layouts`: the file read as a person says; `forms` with
`file_inputs`, `part_inputs`, `field_choice` and `keeping`, `remember_form`, `shown_preview`: the page; `presenters`,
`schemas`: the API; `answers`: what a person says; `remembering`: the same kept for the next file; `api`, `views`: the
routes; `expiry`: nobody said anything.
"""
