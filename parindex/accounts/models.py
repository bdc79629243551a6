"""Who signs in. A model of our own from the first migration, so that it can grow."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person of the agency or of a unit; readers of public pages have no account."""

    def get_full_name(self) -> str:
        """The name in Vietnamese order: family name first."""
        return f"{self.last_name} {self.first_name}".strip()
