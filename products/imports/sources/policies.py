"""What may be done with the rows of a file. An upload says it, or the source whose file it is. Pure."""

CHOICES: dict[str, tuple[str, ...]] = {
    "on_blank": ("keep", "clear"),
    "duplicates": ("last", "first", "reject"),
    "new_without_price": ("reject", "accept"),
}
