"""Where managers look after own fields: which there are, in which order, and what becomes of their values."""
