"""The project: wiring, no product knowledge."""
