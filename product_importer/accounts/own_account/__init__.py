"""What people do with their own account: their password, their second factor."""
