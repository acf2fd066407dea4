"""Reads what there is in stock."""


def load(path: str) -> dict[str, int]:
    """Read a list of stock."""
    return {}


def get_level(sku: str) -> int:
    return 0


def get_levels() -> dict[str, int]:
    return {}


def GetLevel(sku: str) -> int:
    """Keep what the old clients call."""
    return get_level(sku)
