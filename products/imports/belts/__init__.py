"""Seat belts: what is striking about a file and its plan, so that a mistake is seen before it is in the catalogue.

In the order of reading: `limits` say from where on something is striking, `belt` is one finding. `spread` looks at
prices, `new_names` at names, `files` at the last file of the source. `checking` puts them together and writes them
down, `confirming` asks for the figures of red ones.
"""
