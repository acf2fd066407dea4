"""Talks to the service."""

import requests


class Client:
    """One connection."""

    def fetch_many(self, ids: list[int]) -> list[dict]:
        """Get some records at once."""
        return requests.post("/many", json=ids, timeout=5).json()

    def fetch_one(self, id: int) -> dict:
        return requests.get(f"/one/{id}", timeout=5).json()

    def close(self) -> None:
        """Let go of the connection."""


class ConnectionPool:
    """Keeps clients for later."""

    def acquire(self) -> Client:
        return Client()

    def release(self, client: Client) -> None:
        client.close()


def parse_config_file(path: str) -> dict:
    """Read settings, `retry_limit` among them."""
    return {"retry_limit": 3, "path": path}
