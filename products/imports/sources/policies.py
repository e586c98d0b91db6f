"""What may be done with a file and its rows. An upload says it, or the source whose file it is. Pure."""

CHOICES: dict[str, tuple[str, ...]] = {
    "mode": ("apply", "review"),
    "on_blank": ("keep", "clear"),
    "duplicates": ("last", "first", "reject"),
    "new_without_price": ("reject", "accept"),
}
