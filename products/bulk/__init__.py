"""Many products at once: deleted, or changed, at once where they are few and by a job where they are many."""
