import pytest

import bank.account as account
from bank.account import withdraw


def test_less_is_left() -> None:
    assert withdraw(5, 2) == 3
    assert account.withdraw(5, 5) == 0


def test_not_more_than_there_is() -> None:
    with pytest.raises(account.Overdrawn):
        withdraw(1, 2)
