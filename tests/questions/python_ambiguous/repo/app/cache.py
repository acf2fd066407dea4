class Cache:
    def get(self, key: str) -> str | None:
        return None


def render(page: str) -> str:
    return page
