from shop.basket import Basket


def load_basket() -> Basket:
    return Basket("ann")


def test_an_empty_basket_costs_nothing() -> None:
    assert load_basket().total == 0
