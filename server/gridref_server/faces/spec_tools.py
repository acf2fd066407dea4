"""Tools for specs that write, if they are told to: split, new and review."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from gridref_indexers.reading import LeftOut, read
from gridref_indexers.specs.splitting import CannotSplit, Split, digest_of, joined, split
from gridref_server.answer import Misuse
from gridref_server.faces.asking import stale_after
from gridref_server.faces.commands import FINDINGS, command_of, say_json, with_json
from gridref_server.faces.opened import opened
from gridref_server.faces.terminal import say
from gridref_server.faces.verifying import from_root
from gridref_server.index import Index
from gridref_server.parameters import short
from gridref_server.render import CHARS_PER_TOKEN, printable, visible
from gridref_server.specs.corpus import Corpus, Place, corpus
from gridref_server.specs.governing import resolved
from gridref_server.specs.landing import landing
from gridref_server.specs.proposing import proposed
from gridref_server.specs.tracing import Evidence
from gridref_server.specs.verdicts import (
    SAID,
    hash_of_code,
    pack,
    said,
    verdicts,
    why_suspect,
    written,
)


def _known(index: Index) -> Corpus:
    known = corpus(index)
    if not known.specs:
        raise Misuse("there are no specs in this repository; gridref specs new proposes one")
    return known


def split_(
    file: str, into: str | None, write: bool, root: str | None, store: str | None, as_json: bool
) -> int:
    """Show how a long FILE of Markdown would become a map and short parts; --write writes them.

    Nothing is lost: the parts together are the file, but for the targets of links, which follow.
    Links to it from elsewhere land on the line of the map that leads on.
    """
    index = opened(root, {"store.folder": store})
    path = from_root(index, file).removeprefix("./")
    folder = from_root(index, into).removeprefix("./").rstrip("/") if into else ""
    text = _text_to_split(index, path)
    try:
        made = split(path, text, folder)
    except CannotSplit as why:
        raise Misuse(str(why)) from why
    if not digest_of(joined(made)) == made.digest == digest_of(text):
        raise Misuse(f"{path} can't be split without a loss; nothing was written")
    if write:
        _write_split(index.place.root, made)
    if as_json:
        say_json(
            {"path": path, "parts": [asdict(each) for each in made.parts], "sha256": made.digest}
        )
        return 0
    for each in made.parts:
        tokens = int(len(each.body) / CHARS_PER_TOKEN) + 1
        lines = f"{each.start_line}-{each.end_line}"
        say(f"{printable(each.path)}: ~{tokens:,} tokens, lines {lines}, {printable(each.title)}")
    size = int(len(made.index) / CHARS_PER_TOKEN) + 1
    done = "written" if write else "nothing is written without --write"
    kept = f"sha256 {made.digest[:16]} as before"
    say(f"{len(made.parts)} parts and a map of ~{size:,} tokens; {kept}; {done}")
    return 0


def _text_to_split(index: Index, path: str) -> str:
    if not path.endswith((".md", ".mdx", ".markdown")):
        raise Misuse(f"{short(path)} is not Markdown, which is all that can be split")
    got = read(index.root, os.fsencode(path), index.limits.max_file_bytes)
    if isinstance(got, LeftOut):
        raise Misuse(f"{short(path)} can't be read: {got.reason}")
    return got[0].decode("utf-8", "surrogateescape")


def _write_split(root: Path, made: Split) -> None:
    """Write the parts, then the map over the file; what is there already stays as it is."""
    texts = {
        landing(root, each.path): each.text.encode("utf-8", "surrogateescape")
        for each in made.parts
    }
    for target, content in texts.items():
        if target.exists() and target.read_bytes() != content:
            raise Misuse(f"{target} is there and says something else; name a folder by --into")
    for target, content in texts.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        _ = target.write_bytes(content)
    place = landing(root, made.path)
    beside = place.with_name(f".{place.name}.gridref")
    _ = beside.write_bytes(made.index.encode("utf-8", "surrogateescape"))
    os.replace(beside, place)


def new(path: str, write: bool, root: str | None, store: str | None, as_json: bool) -> int:
    """Propose a spec for a file or folder: what it is for, what governs what, what is to be said.

    It names the definitions that most leans on; what they must do is yours to say.
    """
    index = opened(root, {"store.folder": store})
    _ = stale_after(index, refresh=True)
    here = from_root(index, path).removeprefix("./").rstrip("/")
    with index.asked():
        proposal = proposed(index, here)
    if write:
        target = landing(index.place.root, proposal.path)
        if target.exists():
            raise Misuse(f"{proposal.path} is there already")
        target.parent.mkdir(parents=True, exist_ok=True)
        _ = target.write_text(proposal.text, "utf-8")
    index.close()
    if as_json:
        say_json(asdict(proposal))
    else:
        say(
            f"{proposal.path}{'' if write else ' (not written without --write)'}\n\n{proposal.text}"
        )
    return 0


def review(
    ref: str,
    verdict: str | None,
    evidence: str | None,
    by: str | None,
    root: str | None,
    store: str | None,
    as_json: bool,
) -> int:
    """Show a reviewer a requirement with its code and tests; with --verdict, note what was said.

    A verdict is kept in verdicts.jsonl beside the spec. It is in doubt when the requirement or
    the code changes. Exit status: 0, or 1 where the last verdict does not hold or is in doubt.
    """
    if verdict is not None and verdict not in SAID:
        raise Misuse(f"--verdict is one of {', '.join(SAID)}, not {short(verdict)}")
    index = opened(root, {"store.folder": store})
    _ = stale_after(index, refresh=True)
    with index.asked():
        known = _known(index)
        place = _named(known, ref)
        if verdict is not None:
            at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            row = said(index, known, place, verdict, evidence or "", by or "", at)
            path = written(index.place.root, place.path, row)
            if as_json:
                say_json(asdict(row))
            else:
                say(f"{path}: {place.ref} {verdict}")
            return 0
        status = _tell_pack(index, known, place, as_json=as_json)
    index.close()
    return status


def _named(known: Corpus, ref: str) -> Place:
    found = resolved(known, ref)
    exact = [each for each in found if each.ref == ref] or found
    if len(exact) != 1:
        names = f": {', '.join(each.ref for each in exact[:5])}" if exact else ""
        raise Misuse(f"{short(ref)} names {len(exact)} requirements{names}; name one by path#id")
    return exact[0]


def _tell_pack(index: Index, known: Corpus, place: Place, *, as_json: bool) -> int:
    code, tests = pack(index, known, place)
    last = next(iter(verdicts(index, place)), None)
    doubt = why_suspect(index, known, last, place) if last else ""
    if as_json:
        told = asdict(last) | {"suspect": doubt} if last else None
        one = {"ref": place.ref, "text": known.text(place), "hash": known.hash(place), "last": told}
        say_json(one | {"code": [asdict(e) for e in code], "tests": [asdict(e) for e in tests]})
    else:
        say(
            "\n".join(
                _pack_lines(index, known, place, {"implemented by": code, "tested by": tests})
            )
        )
        if last:
            by = f" by {last.by}" if last.by else ""
            said = f"last verdict: {last.verdict}, {last.at}{by}: {last.evidence}"
            stands = "it stands: neither side changed since"
            say(f"\n{printable(said)}\n{f'suspect: {printable(doubt)}' if doubt else stands}")
    return FINDINGS if last and (doubt or last.verdict != "holds") else 0


def _pack_lines(
    index: Index, known: Corpus, place: Place, evidence: Mapping[str, list[Evidence]]
) -> Iterator[str]:
    yield f"{place.ref} {known.hash(place)}\n\n{visible(known.text(place)).rstrip()}"
    for title, some in evidence.items():
        yield f"\n{title}:" if some else f"\n{title}: nothing that is known"
        for each in some:
            yield printable(f"  {each.ref} {hash_of_code(index, each.ref)} ({each.why})")


_FILE = click.Argument(["file"], help="The file to split.")
_INTO = click.Option(
    ["--into"], metavar="DIR", help="Where the parts go. [default: a folder of its name]"
)
_WRITE = click.Option(["--write"], is_flag=True, help="Write it; else it is only shown.")
_PATH = click.Argument(["path"], help="The file or folder that the spec is for.")
_REF = click.Argument(["ref"], help="The requirement, as path#id.")
_VERDICT = click.Option(["--verdict"], metavar="WORD", help="holds, fails or unclear.")
_EVIDENCE = click.Option(["--evidence"], metavar="TEXT", help="What the verdict rests on.")
_BY = click.Option(["--by"], metavar="NAME", help="Who says so.")

WRITING = (
    command_of("split", split_, "Specs", _FILE, _INTO, _WRITE, with_json()),
    command_of("new", new, "Specs", _PATH, _WRITE, with_json()),
    command_of("review", review, "Specs", _REF, _VERDICT, _EVIDENCE, _BY, with_json()),
)
