"""Requirements of doorstop: a file each, whose name is the id."""

from collections.abc import Sequence

from gridref_indexers.normal import squeezed
from gridref_indexers.specs.entry import Entry, Link, Spec
from gridref_indexers.specs.formats import Format
from gridref_indexers.specs.plain_yaml import Mapping, loaded, texts
from gridref_indexers.specs.prose import SUMMARY_CHARS, Section, front_matter, stronger_keyword


def doorstop(format: Format, text: str, sections: Sequence[Section]) -> Spec:
    """Read an item in YAML, or in Markdown with front matter; it has no id of its own."""
    lines = text.split("\n")
    is_markdown = lines[0].rstrip() == "---" and any(line.rstrip() == "---" for line in lines[1:])
    if is_markdown:
        fields, first, problems = front_matter(lines)
        said = "\n".join(lines[first:])
        header = next((each.name for each in sections), "")
    else:
        fields, problems = loaded(text)
        said = " ".join(texts(fields.get("text", "")))
        header = " ".join(texts(fields.get("header", "")))
    first_line = next((line.strip(" *#_") for line in said.split("\n") if line.strip(" *#_")), "")
    title = squeezed(header or first_line, SUMMARY_CHARS)
    status = _status(fields)
    kind = "requirement" if _is(fields, "normative") and _is(fields, "active") else "section"
    links = tuple(_links(fields))
    height = len(lines) - (not lines[-1])
    entry = Entry(
        -1,
        kind,
        "",
        (),
        title,
        "" if title == first_line else squeezed(first_line, SUMMARY_CHARS),
        1,
        max(1, height),
        status,
        stronger_keyword(said),
        links,
    )
    return Spec(format.name, format.role, title, "", status, (entry,), (), problems)


def _is(fields: Mapping, key: str) -> bool:
    return str(fields.get(key, "true")).lower() not in ("false", "no")


def _status(fields: Mapping) -> str:
    if not _is(fields, "active"):
        return "inactive"
    return "" if str(fields.get("reviewed", "")).strip("'\"~") not in ("", "null") else "unreviewed"


def _links(fields: Mapping) -> "list[Link]":
    found: list[Link] = []
    parents = fields.get("links", "")
    for each in parents if isinstance(parents, list) else []:
        if isinstance(each, dict):
            found += [Link("covers", name, fields.lines["links"]) for name in each]
        else:
            found += [Link("covers", name, fields.lines["links"]) for name in texts(each)]
    references = fields.get("references", "")
    for each in references if isinstance(references, list) else []:
        if isinstance(each, dict):
            line = fields.lines["references"]
            found += [Link("implemented by", path, line) for path in texts(each.get("path", ""))]
    return found


def stamps(text: str) -> tuple[str, dict[str, str]]:
    """Return the stamp of the last review, and those of the parents when they were linked."""
    lines = text.split("\n")
    is_front = lines[0].rstrip() == "---"
    fields = front_matter(lines)[0] if is_front else loaded(text)[0]
    parents = fields.get("links", "")
    known: dict[str, str] = {}
    for each in parents if isinstance(parents, list) else []:
        if isinstance(each, dict):
            known.update({name: str(stamp) for name, stamp in each.items()})
    return str(fields.get("reviewed", "")), known
