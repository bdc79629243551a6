"""The scoring side in the admin, one module for each subject."""

from . import published

__all__ = ["published"]
