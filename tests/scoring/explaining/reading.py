"""What a text states, as tests compare it: the reader of the house (scoring/explaining/heard.py), figures by kind and value."""

from scoring.explaining.heard import CannotBeRead, hear

__all__ = ["CannotBeRead", "read"]


def read(text):
    """The figures of a sentence in their order: [("places", Decimal(4)), ...]."""
    return [(each.kind.value, each.value) for each in hear(text)]
