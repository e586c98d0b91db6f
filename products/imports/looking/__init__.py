"""Looking at a file whose columns nobody has named: what is in it, and one suggestion of a whole recipe."""
