"""The second factor: making it, checking its codes, and who has to have one. No pages."""
