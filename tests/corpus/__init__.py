"""Damaged product files, made from sound ones, with the truth beside them: what may come of each record.

`python -m tests.corpus` measures reading on many of them; `test_damage.py` looks at some.
"""
