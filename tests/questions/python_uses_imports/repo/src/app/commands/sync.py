"""Brings things up to date."""

import app.http
import requests
from app import User as Person
from app import fetch, get
from requests import get as library_get

from ..models import make_user as make


def sync() -> list[Person]:
    get("/a")
    library_get("/b")
    requests.get("/c")
    app.http.get("/d")
    app.http.get_all(["/e"])
    fetch("/f")
    return [make("ann"), Person("bob")]


def late(get: object) -> None:
    """The parameter hides the function."""
    get("/g")


def later() -> None:
    from app.http import get_all as everything

    everything([])
