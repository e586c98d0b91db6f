"""What tests of the pages share."""

import re
from typing import Any

GIVEN = {"url": "https://shop.example.com/hooks", "event_types": ["product.created"]}


def text_of(answer: Any) -> str:
    """The page without tags and repeated blanks."""
    main = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())
