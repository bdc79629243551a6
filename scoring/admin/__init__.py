"""The scoring side in the admin, one module for each subject."""

from . import criteria, published

__all__ = ["criteria", "published"]
