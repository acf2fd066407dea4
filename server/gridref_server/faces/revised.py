"""What changed between revisions, as a verification takes it."""

from gridref_indexers.repository import repository
from gridref_indexers.revisions import NoRevision, changes
from gridref_server.answer import Misuse
from gridref_server.index import Index
from gridref_server.verify.patch import Change


def changes_since(index: Index, revisions: str, *, staged: bool = False) -> list[Change]:
    """Return what changed, as text; what is no text is passed over."""
    around = repository(index.root)
    if around is None:
        raise Misuse(f"{index.place.root} is in no git repository; give paths, or a diff on stdin")
    try:
        found = changes(around, index.root, revisions, staged=staged)
    except NoRevision as why:
        raise Misuse(str(why)) from why
    return [
        Change(each.path, _text(each.old), _text(each.new))
        for each in found
        if b"\0" not in (each.old or b"") + (each.new or b"")
    ]


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace")
