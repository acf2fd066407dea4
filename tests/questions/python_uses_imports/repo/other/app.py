"""Another program with a function of that name."""


def get(url: str) -> str:
    return url


def main() -> None:
    print(get("/h"))
