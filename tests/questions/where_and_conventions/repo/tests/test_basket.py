from shop.basket import Basket
from shop.money import Money


def test_total_is_rounded_once() -> None:
    basket = Basket()
    basket.add(Money(0.5))
    assert basket.total() == Money(0)
