"""Passes messages on."""


def install(folder: str) -> None:
    """Put the service there."""


def send(message: str) -> None:
    """Pass one on."""
