"""A person says what they hear of, and how. What happens with that is `product_importer.notices`."""
