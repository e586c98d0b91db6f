"""Connections to others: which addresses may be dialled, how they are dialled, and by when it is over."""
