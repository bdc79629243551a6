"""The scoring side in the admin, one module for each subject."""

from . import published, rounds

__all__ = ["published", "rounds"]
