import json
import settings

registry = {}
limit: int = 10


def load(json, path):
    data = json.loads(path)
    return data["x"], settings.DEBUG


def outer(items):
    total = 0

    def inner(item):
        nonlocal total
        total += item.price
        return total, limit, items

    for i, item in enumerate(items):
        inner(item)
    return [inner(x) for x in items if x], {k: v for k, v in registry.items()}


def reset():
    global limit
    limit = 20
    registry.clear()
    handler = registry.get(limit)
    return handler(reset)


class Store:
    cache = registry

    def __init__(self, path: str, child: "Store | None" = None):
        self.path: str = path
        self.child = child
        self.rows = Rows(path)
        self.size = self.count = 0

    def get(self, key, default=None):
        try:
            return self.rows.at(key).value
        except (KeyError, IndexError) as error:
            raise Missing(key) from error
        if (n := len(key)) > limit:
            print(n)
        match key:
            case Point(x=0, y=other):
                return other
            case [first, *rest]:
                return first, rest
        with open(self.path) as file, Lock() as lock:
            return file.read(lock), lambda z: z + limit
