from bank.teller import serve


def test_serve() -> None:
    assert serve(5, [2]) == 3
