"""Signing in: a password, and the second factor of whoever has one. There is no other way in for people."""
