"""The ground floor: what knows nothing of products, and imports none of our apps."""
