"""What a product consists of: the one home of every column, of its values and of the words for it."""
