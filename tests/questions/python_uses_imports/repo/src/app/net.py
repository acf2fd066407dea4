"""Fetching."""

from . import http


def fetch(url: str) -> str:
    return http.get(url)
