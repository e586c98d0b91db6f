"""A person looks at what an import would change, leaves parts of it out, and applies or discards it."""
