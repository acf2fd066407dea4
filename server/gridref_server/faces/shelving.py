"""`gridref index --dependencies`: reads installed packages that were not read yet."""

from collections.abc import Sequence
from time import monotonic

from gridref_indexers.packages.build import Made
from gridref_server.answer import Misuse
from gridref_server.faces.outcome import FINDINGS, say_json
from gridref_server.faces.terminal import complain, say
from gridref_server.index import Index
from gridref_server.refs import NoTarget
from gridref_server.render import printable
from gridref_server.shelve import missing, shelved

# How long one waits for another gridref that is making the index.
PATIENCE_S = 60.0


def shelve_packages(names: Sequence[str], index: Index, *, as_json: bool) -> int:
    """Read packages, and say what became of each that could not be read."""
    if not index.is_complete():
        index.refresh(wait_s=PATIENCE_S)
    started = monotonic()
    wanted = missing(index, names)
    if isinstance(wanted, NoTarget):
        raise Misuse("; ".join([wanted.why, *(f"nearest: {each}" for each in wanted.near)]))
    made = shelved(index, wanted, lambda each: complain(_made(each)) if each.why_not else None)
    seconds = monotonic() - started
    failed = sum(bool(each.why_not) for each in made)
    if as_json:
        rows = [{"package": m.package.ref, "files": m.files, "why_not": m.why_not} for m in made]
        say_json({"packages": rows, "seconds": round(seconds, 3)})
    else:
        known = f"{len(made) - failed:,} packages read" if made else "all packages are read already"
        say(f"{known}, {sum(each.files for each in made):,} files, {seconds:.1f} s")
    return FINDINGS if failed else 0


def _made(each: Made) -> str:
    return printable(f"{each.package.ref} is not read: {each.why_not}")
