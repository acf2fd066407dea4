"""Our own way to get a page."""

import requests


def get(url: str) -> str:
    """Get a page as text."""
    return requests.get(url, timeout=5).text


def get_all(urls: list[str]) -> list[str]:
    return [get(url) for url in urls]


def options() -> dict[str, str]:
    settings = {"get": "yes"}
    return {"get": settings.get("get", "no")}
