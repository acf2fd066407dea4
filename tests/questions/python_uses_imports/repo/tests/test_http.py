from app import get
from app.http import get_all


def test_get() -> None:
    assert get("/")


def test_get_all() -> None:
    assert get_all(["/"]) == [get("/")]
