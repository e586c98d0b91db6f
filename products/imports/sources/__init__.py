"""Sources: a supplier's file as it comes again and again, in the order in which its next file meets them.

`header_sets`: by which columns a source is known; `recognition`: whose file this is; `use`: its recipe and policies
become those of a job; `renaming`, `drift`: what changed since its last file, and its recipe put right for that;
`actions`: saving, changing and deleting; `history`: its files over time; `presenters`, `schemas`, `forms`, `api`,
`views`: how sources are shown.
"""
