"""Which products: what is asked for, which page of it, what is meant by a misspelt word, and the indexes for it."""
