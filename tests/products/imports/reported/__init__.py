"""Small files that other importers got wrong, and neighbours of each: what must come of them."""
