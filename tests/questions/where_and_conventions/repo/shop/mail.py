"""Letters to customers."""


def send_receipt(address: str, total: str) -> None:
    """Send the receipt for an order by mail."""
    connect().deliver(address, f"You paid {total}")


def connect() -> "Server":
    """Open a connection to the mail server, tried again three times."""
    return Server()


class Server:
    """A mail server."""

    def deliver(self, address: str, text: str) -> None:
        """Hand over one letter."""
