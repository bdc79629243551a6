from tests.scoring.entry.conftest import work

__all__ = ["work"]
