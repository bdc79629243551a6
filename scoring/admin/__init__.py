"""The scoring side in the admin, one module for each subject."""

from . import criteria, published, rounds

__all__ = ["criteria", "published", "rounds"]
