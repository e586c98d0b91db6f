"""What a password may not be, beside Django's rules."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

SENTENCE = "Your password can't be only spaces, or one character again and again."


class FewCharactersValidator:
    """Refuses what is long but no secret: spaces only, or hardly any different characters."""

    fewest = 3

    def validate(self, password: str, user: User | None = None) -> None:
        if len({*password.strip()}) < self.fewest:
            raise ValidationError(SENTENCE, code="password_too_few_characters")

    def get_help_text(self) -> str:
        return SENTENCE
