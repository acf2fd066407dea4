"""Sessions of users."""

import secrets
from time import time

LIFETIME_S = 3600


def token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(32)


class Session:
    """One user, until it ends."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.token = token()
        self.ends = time() + LIFETIME_S

    def renew(self, extra_s: float = 0.0) -> None:
        """Let the session last longer.

        From now on, not from when it would have ended.
        """
        now = time()
        if now > self.ends:
            raise ValueError("the session has ended")
        self.ends = now + LIFETIME_S + extra_s
        if extra_s > LIFETIME_S:
            self.token = token()

    def as_dict(self) -> dict[str, object]:
        result: dict[str, object] = {}
        for name in ("user", "token", "ends"):
            value = getattr(self, name)
            if isinstance(value, float):
                value = round(value)
            result[name] = value
        return result

    def __repr__(self) -> str:
        return f"Session({self.user!r})"


def report(sessions: list[Session]) -> str:
    lines = []
    for session in sessions:
        if session.ends > time():
            if session.user.startswith("admin"):
                lines.append(f"! {session.user}")
                lines.append(f"! ends {session.ends}")
                lines.append(f"! token {session.token[:4]}")
            else:
                lines.append(f"  {session.user}")
                lines.append(f"  ends {session.ends}")
        else:
            lines.append(f"- {session.user}")
    if not lines:
        lines.append("nobody is here")
    lines.append(f"{len(sessions)} in all")
    return "\n".join(lines)
