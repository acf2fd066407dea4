import pytest

from src.sessions import make_token


@pytest.mark.req("sessions#tokens-are-random")
def test_two_tokens_differ():
    assert make_token() != make_token()
