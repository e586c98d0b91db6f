"""What every request passes before it reaches a view, in the order of `MIDDLEWARE`."""
