"""Orders of a shop, read from text and summed up."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple


class State(Enum):
    OPEN = "open"
    PAID = "paid"

    @property
    def label(self) -> str:
        return self.value.title()


class Line(NamedTuple):
    article: str
    amount: int = 1

    def total(self, price: Decimal) -> Decimal:
        return price * self.amount


@dataclass
class Order:
    number: int
    day: date
    lines: list[Line] = field(default_factory=list)
    state: State = State.OPEN

    def add(self, article: str, count: int = 1) -> "Order":
        self.lines.append(Line(article, amount=count))
        return self

    def due(self, days: int = 14) -> date:
        return self.day + timedelta(days=days)

    @classmethod
    def parse(cls, text: str) -> "Order":
        found = re.match(r"(\d+) (\S+)", text)
        assert found is not None
        return cls(int(found.group(1)), date.fromisoformat(found.group(2)))


class Shop:
    def __init__(self, folder: Path, currency: str = "EUR") -> None:
        self.folder = folder
        self.currency = currency
        self.orders: dict[int, Order] = {}
        self.prices = {"tea": Decimal("2.50"), "cup": Decimal("7")}

    def take(self, order: Order) -> None:
        self.orders[order.number] = order

    def sums(self) -> dict[str, Decimal]:
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        for order in self.orders.values():
            for line in order.lines:
                found[line.article] += line.total(self.prices[line.article])
        return dict(found)

    def save(self, name: str) -> Path:
        path = self.folder / f"{name}.json"
        rows = [asdict(order) for order in self.orders.values()]
        path.write_text(json.dumps(rows, default=str), encoding="utf-8")
        return path

    @contextmanager
    def closed(self) -> Iterator["Shop"]:
        yield self


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        shop = Shop(folder, currency="USD")
        order = Order.parse("7 2024-05-01").add("tea").add("cup", count=2)
        shop.take(order)
        shop.take(replace(order, number=8, state=State.PAID))
        assert order.due(days=1).isoformat() == "2024-05-02"
        assert order.state.label.upper() == "OPEN"
        assert shop.sums()["cup"].quantize(Decimal("1")) == 28
        with shop.closed() as same:
            path = same.save("all")
        assert path.suffix == ".json" and path.exists()
        with path.open(encoding="utf-8") as file:
            rows = json.load(file)
        counts = Counter(row["number"] for row in rows)
        assert counts.most_common(1)[0][1] == 1
        words = "a-b c".replace("-", " ").split()
        assert " ".join(words).startswith("a b")
        pattern = re.compile(r"\w")
        assert [each.start() for each in pattern.finditer("a b")] == [0, 2]


main()
