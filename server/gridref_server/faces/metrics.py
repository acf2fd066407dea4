"""What a server counts of itself, in the text format of Prometheus."""

from collections.abc import Sequence
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from gridref_server import __version__
from gridref_server.faces.desk import Desk
from gridref_server.ledger import Asked

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


class Metrics:
    """The counts of one server; those of an index are read when they are asked for."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        here = self.registry
        self._about = Gauge("gridref_info", "The version that runs.", ["version"], registry=here)
        self._about.labels(__version__).set(1)
        self._requests = Counter(
            "gridref_http_requests",
            "Requests by the status of their answers.",
            ["status"],
            registry=here,
        )
        by = ["repository", "tool", "verdict"]
        self._lookups = Counter("gridref_lookups", "Lookups that were answered.", by, registry=here)
        self._tokens = Counter(
            "gridref_tokens", "Tokens of answers, estimated.", ["repository", "tool"], registry=here
        )
        self._seconds = Histogram(
            "gridref_lookup_seconds",
            "Time that lookups took.",
            ["repository", "tool"],
            buckets=_SECONDS,
            registry=here,
        )
        held = ["repository"]
        self._files = Gauge("gridref_index_files", "Files that are indexed.", held, registry=here)
        self._definitions = Gauge("gridref_index_definitions", "Definitions.", held, registry=here)
        self._pending = Gauge("gridref_index_pending", "Files not read yet.", held, registry=here)
        self._generation = Gauge("gridref_index_generation", "Changes so far.", held, registry=here)
        # To find a count by its labels takes longer than to count.
        self._status = cache(self._requests.labels)
        self._of = cache(self._counts)

    def answered(self, status: int) -> None:
        """Count a request."""
        self._status(status).inc()

    def noted(self, repository: str, each: Asked) -> None:
        """Count a lookup; names that are none are not told apart."""
        tool = each.tool if each.verdict != "refused" else "refused"
        lookups, tokens, seconds = self._of(repository, tool, each.verdict)
        lookups.inc()
        tokens.inc(each.tokens)
        seconds.observe(each.ms / 1000)

    def _counts(
        self, repository: str, tool: str, verdict: str
    ) -> tuple[Counter, Counter, Histogram]:
        return (
            self._lookups.labels(repository, tool, verdict),
            self._tokens.labels(repository, tool),
            self._seconds.labels(repository, tool),
        )

    def text(self, desks: Sequence[Desk]) -> bytes:
        """Return all of it."""
        for desk in desks:
            with desk.keeper.index.asked() as index:
                each = index.evidence
            self._files.labels(desk.name).set(each.files)
            self._definitions.labels(desk.name).set(each.definitions)
            self._pending.labels(desk.name).set(each.pending)
            self._generation.labels(desk.name).set(each.generation)
        return generate_latest(self.registry)
