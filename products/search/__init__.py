"""Finding products: the filters, the page of a list, what a misspelt word may mean, and the indexes behind it."""
