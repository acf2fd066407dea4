from bank.account import Overdrawn, withdraw

LIMIT = withdraw(500, 100)


def serve(balance: int, wishes: list[int]) -> int:
    for wish in wishes:
        try:
            balance = withdraw(balance, wish)
        except Overdrawn:
            balance = withdraw(balance, 0)
    return balance


HANDLERS = {"withdraw": withdraw}
