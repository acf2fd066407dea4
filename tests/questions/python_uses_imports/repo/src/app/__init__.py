"""An app; its API is what is imported here."""

from app.http import get as get
from app.models import User, make_user
from .net import *

__all__ = ["User", "fetch", "get", "make_user"]
