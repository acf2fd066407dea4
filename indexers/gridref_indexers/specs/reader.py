"""One spec file in, what it says out: which reader reads which form."""

import re
from collections.abc import Callable, Sequence

from gridref_indexers.specs.contracts import graphql, jsonschema, openapi, protobuf
from gridref_indexers.specs.doorstop import doorstop
from gridref_indexers.specs.entry import Spec
from gridref_indexers.specs.formats import Format
from gridref_indexers.specs.gherkin import gherkin
from gridref_indexers.specs.prose import Section, prose
from gridref_indexers.specs.strictdoc import strictdoc

# A spec is read by people; what is larger is data, and only listed.
MOST_BYTES = 4_000_000
_TELLING_CHARS = 20_000

Reader = Callable[[Format, str, Sequence[Section]], Spec]


def spec(format: Format, source: bytes, sections: Sequence[Section]) -> Spec | None:
    """Return what a spec says; None if what is in the file is not of this form.

    `sections` are those of the same bytes, where they are prose.
    """
    text = source[:MOST_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    if format.content and not re.search(format.content, text[:_TELLING_CHARS]):
        return None
    return READERS[format.reader](format, text, sections)


READERS: dict[str, Reader] = {
    "doorstop": doorstop,
    "gherkin": gherkin,
    "graphql": graphql,
    "jsonschema": jsonschema,
    "openapi": openapi,
    "prose": prose,
    "protobuf": protobuf,
    "strictdoc": strictdoc,
}
