"""What the pages of webhooks need besides `interface`: milliseconds, and URLs too long for their place."""

from django import template

register = template.Library()

LONGEST_URL = 56


@register.filter
def milliseconds(value: float) -> str:
    """0.4 ms, 41 ms, 1.2 s."""
    if value >= 9_950:
        return f"{value / 1000:.0f} s"
    if value >= 1_000:
        return f"{value / 1000:.1f} s"
    return f"{value:.0f} ms" if value >= 9.95 else f"{value:.1f} ms"


@register.filter
def middle_out(url: str) -> str:
    """The URL, without its middle if it is too long to be shown whole."""
    if len(url) <= LONGEST_URL:
        return url
    return f"{url[: LONGEST_URL - 20]}…{url[-19:]}"
