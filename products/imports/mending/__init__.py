"""Refused rows of an ended import: corrected, checked, and imported by a job of their own."""
