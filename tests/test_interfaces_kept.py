"""What modules offer is the same, be it read from a source or from what is kept, also harmed."""

import sqlite3
import zlib
from contextlib import closing
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from gridref_indexers.interfaces.kept import FILE, Interfaces
from gridref_indexers.interfaces.modules import typeshed
from gridref_indexers.interfaces.python import interface
from gridref_indexers.interfaces.shape import Interface
from gridref_indexers.interfaces.written import read, written

_OURS = Path(__file__).parent.parent
_SOURCES = sorted([*Path(typeshed()).glob("*.pyi"), *_OURS.glob("server/**/*.py")])[::4]
_VERSION = (3, 12)


def plain(value: Any) -> Any:
    """Return all that a value holds, also what is made when it is asked for."""
    if is_dataclass(value):
        return (type(value), [plain(getattr(value, each.name)) for each in fields(value)])
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: path.name)
def test_what_is_written_is_read_as_it_was(path: Path) -> None:
    told = interface(path.read_bytes(), path.suffix == ".pyi", _VERSION)
    assert plain(read(written(told))) == plain(told)


def test_what_methods_set_is_kept_with_the_method_once() -> None:
    source = b"class A:\n    def __init__(self, x: int):\n        self.x = x\n        self.y = x\n"
    held = read(written(interface(source))).names["A"][0]
    first, second = held.own["x"][0].within, held.own["y"][0].within  # type: ignore[union-attr]
    assert first is second
    assert first is not None and [each.name for each in first.parameters] == ["self", "x"]


def _module(folder: Path) -> str:
    path = folder / "m.py"
    path.write_text("def f(a, *, b=1): ...\n")
    return str(path)


def _names(told: Interface) -> list[str]:
    return sorted(told.names)


def test_another_process_reads_what_was_kept(tmp_path: Path) -> None:
    path = _module(tmp_path)
    first = Interfaces(tmp_path)
    assert _names(first.of(path, _VERSION)) == ["f"]
    first.save()
    told = zlib.compress(written(interface(b"kept = 1")))
    with closing(sqlite3.connect(tmp_path / FILE)) as held, held:
        assert held.execute("UPDATE interface SET told = ?", (told,)).rowcount == 1
    assert _names(Interfaces(tmp_path).of(path, _VERSION)) == ["kept"]


def test_another_content_is_read_anew(tmp_path: Path) -> None:
    path = _module(tmp_path)
    interfaces = Interfaces(tmp_path)
    _ = interfaces.of(path, _VERSION)
    interfaces.save()
    Path(path).write_text("def other(): ...\n")
    assert _names(interfaces.of(path, _VERSION)) == ["other"]
    assert _names(Interfaces(tmp_path).of(path, _VERSION)) == ["other"]


@pytest.mark.parametrize("harm", [b"", b"no database at all" * 100, None])
def test_a_damaged_file_costs_nothing_but_time(tmp_path: Path, harm: bytes | None) -> None:
    path = _module(tmp_path)
    first = Interfaces(tmp_path)
    _ = first.of(path, _VERSION)
    first.save()
    kept = tmp_path / FILE
    kept.write_bytes(kept.read_bytes()[:5000] if harm is None else harm)
    second = Interfaces(tmp_path)
    assert _names(second.of(path, _VERSION)) == ["f"]
    second.save()
    with closing(sqlite3.connect(kept)) as held:
        assert held.execute("SELECT count(*) FROM interface").fetchone() == (1,)


def test_nothing_is_written_by_who_only_asks(tmp_path: Path) -> None:
    path = _module(tmp_path)
    _ = Interfaces(tmp_path).of(path, _VERSION)
    assert [each.name for each in tmp_path.iterdir()] == ["m.py"]
