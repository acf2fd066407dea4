"""What is said of Python code: proofs, and silence where there is none."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridref_indexers.interfaces.classes import found_in
from gridref_indexers.interfaces.exists import exists
from gridref_indexers.interfaces.kept import Interfaces
from gridref_indexers.interfaces.values import Type
from gridref_indexers.interfaces.world import World
from gridref_server.verify.finding import Code, Finding
from gridref_server.verify.python.code import check_in
from gridref_server.verify.python.traces import Traces
from gridref_server.verify.python.worlds import Workplace

_SITE = str(Path(click.__file__).parent.parent)
_WORLD = World((), (_SITE,), "", (3, 11))


def _place(root: Path | None = None) -> Workplace:
    if root is None:
        return Workplace("", _WORLD, Traces(_WORLD), ())
    world = World((str(root),), (_SITE,), "", (3, 11))
    place = Workplace(str(root), world, Traces(world, str(root)), (str(root),))
    place.tree.root = str(root)
    return place


def _found(text: str, place: Workplace | None = None, path: str = "") -> list[Finding]:
    return list(check_in(Code(text, "python", path), place or _place()).findings)


def _missing(text: str, place: Workplace | None = None, path: str = "") -> list[str]:
    return [each.name for each in _found(text, place, path) if each.verdict == "missing"]


@pytest.mark.parametrize(
    ("code", "name", "meant"),
    [
        ("import os\nos.path.joinn('a')", "joinn", "join"),
        ("import click\nclick.ecko('a')", "ecko", "echo"),
        ("from json import dump_string", "dump_string", "dump"),
        ("'a'.start_with('b')", "start_with", "startswith"),
        ("[1].append_all([2])", "append_all", "append"),
        ("import click\nclick.echo('a', fil=None)", "fil", "file"),
        ("def f(first, second=1): ...\nf(secnd=2, first=1)", "secnd", "second"),
        ("total = 1\nprint(totl)", "totl", "total"),
        ("import collections.abcc", "collections.abcc", "collections.abc"),
    ],
)
def test_what_is_missing_is_said_with_what_was_meant(code: str, name: str, meant: str) -> None:
    [found] = [each for each in _found(code) if each.verdict == "missing"]
    assert found.name == name
    assert meant in [each.name for each in found.candidates]


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.path.join('a')",
        "class A:\n    def __getattr__(self, name): ...\nA().anything",
        "from nowhere import Base\nclass A(Base): ...\nA().anything",
        "class A: ...\na = A()\na.tag = 1\na.tag",
        "class A: ...\nfor n in ('x',):\n    setattr(A, n, 1)\nA().x",
        "try:\n    import nowhere\nexcept ImportError:\n    nowhere = None",
        "import os\nif hasattr(os, 'posix_magic'):\n    os.posix_magic()",
        "import sys, os\nif sys.version_info >= (3, 99):\n    os.newest()",
        "import pytest\nwith pytest.raises(AttributeError):\n    'a'.nothing",
        "from enum import Enum\nclass C(Enum):\n    A = 1\nC.A.value, C['A'], C(1)",
        "from collections import namedtuple\nP = namedtuple('P', 'x')\nP(1)._replace(x=2)",
        "def f(x):\n    return x.anything",
        "def f(x: object):\n    if isinstance(x, str):\n        return x.upper()",
        "class A:\n    __slots__ = ('x',)\nA().x",
        "[y for x in [[1]] for y in x if (z := y)], z",
        "def f(*args, **kw): ...\nf(1, 2, a=3)",
        "from functools import wraps\ndef d(f):\n    return object()\n@d\ndef g(): ...\ng(1, 2)",
        "class A:\n    def f(self): ...\n    f = 3\nA().f",
        "def f():\n    global late\n    late = 1\nprint(late)",
        "print(reveal)  # noqa: F821",
        "from nowhere import M\nclass A(metaclass=M): ...\nA.anything",
        "class M(type):\n    def __init__(cls, *a):\n        cls.made = 1\n"
        "class A(metaclass=M): ...\nA.made",
        "from typing import Protocol\nclass P(Protocol):\n    def run(self): ...\n"
        "def f(p: P):\n    p.stop()",
        "from collections.abc import Iterable\ndef f(i: Iterable[int]):\n    i.append(1)",
        "try:\n    import json\nexcept ImportError:\n    import nowhere",
        "import pytest, os\npytestmark = pytest.mark.skipif(True, reason='')\n"
        "def test_it():\n    os.gone()",
        f"class A({' or '.join(['dict'] * 90)}): ...\nA().anything",
    ],
)
def test_what_is_no_proof_is_no_finding(code: str) -> None:
    assert _missing(code) in ([], ["nowhere"])


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass D:\n    a: int\n"
            "    b: list = field(default_factory=list)\n"
            "D(1)\nD(1, [])\nD()\nD(1, [], 3)\nD(1, c=2)",
            ["call.few", "call.many", "call.kwarg"],
        ),
        (
            "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n    y: int = 0\n"
            "P(1)\nP(1, 2)\nP()\nP(1, 2, 3)",
            ["call.few", "call.many"],
        ),
        (
            "class A:\n    def __init__(self, a): ...\nclass B(A):\n    def __init__(self): ...\n"
            "class C(A): ...\nclass D(C, B): ...\nD()\nD(1)",
            ["call.many"],
        ),
        ("open('a', 'r')\nopen()", ["call.few"]),
        ("def f(a, /, b, *, c): ...\nf(1, 2, c=3)\nf(1, b=2)\nf(a=1, b=2, c=3)", None),
    ],
)
def test_calls_are_held_against_signatures(code: str, kinds: list[str] | None) -> None:
    found = [each.kind for each in _found(code) if each.verdict == "missing"]
    assert found == (kinds or ["call.few", "call.kwarg"])


def test_an_instance_is_known_by_what_made_it() -> None:
    code = """
import re
def word(text: str) -> "re.Match[str] | None":
    return re.match("a", text)
class Reader:
    def __init__(self):
        self.found = re.compile("a")
    def read(self):
        return self.found.match_whole("a")
for key, value in {"a": "b"}.items():
    value
with open("a") as file:
    file.readlinez()
word("a").grup()
Reader().reed()
"""
    assert _missing(code) == ["match_whole", "readlinez", "grup", "reed"]


def test_a_class_below_may_have_what_its_base_lacks(tmp_path: Path) -> None:
    (tmp_path / "base.py").write_text("class Base:\n    def own(self): ...\n")
    code = "from base import Base\ndef f(x: Base):\n    return x.extra_thing\n"
    assert _missing(code, _place(tmp_path), "use.py") == ["extra_thing"]
    (tmp_path / "below.py").write_text(
        "from base import Base\nclass Below(Base):\n    def extra_thing(self): ...\n"
    )
    assert _missing(code, _place(tmp_path), "use.py") == []


def test_a_name_that_lives_elsewhere_is_found_there(tmp_path: Path) -> None:
    package = tmp_path / "app"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("def first(): ...\n")
    (package / "two.py").write_text("def second(): ...\n")
    [found] = _found("from app.one import second\n", _place(tmp_path), "use.py")
    assert (found.kind, found.candidates[0].name) == ("import.moved", "app.two.second")


def test_a_fragment_is_read_in_the_scope_of_its_file(tmp_path: Path) -> None:
    context = "import json\n\nclass A:\n    def one(self): ...\n    def two(self):\n        pass\n"
    text = "def two(self):\n    json.dumpz(1)\n    self.one()\n    return self.thre()\n"
    place = _place(tmp_path)
    found = check_in(Code(text, "python", "a.py", context), place).findings
    assert [(each.line, each.name) for each in found] == [(2, "dumpz"), (4, "thre")]
    # Control case.
    assert "json" in _missing(text)


def test_paths_are_files_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "guide.md").write_text("")
    place = _place(tmp_path)
    assert _missing("open('docs/gide.md')", place, "use.py") == ["docs/gide.md"]
    assert _missing("open('docs/guide.md')", place, "use.py") == []
    assert _missing("open('docs/gide.md', 'w')", place, "use.py") == []
    assert _missing("open('https://a/b.md')", place, "use.py") == []


def test_a_module_that_is_missing_is_said_once() -> None:
    found = _missing("from json.gone import a\nfrom json.gone import b\nimport json.away\n")
    assert found == ["json.gone", "json.away"]


def test_what_is_kept_of_modules_gives_the_same_findings(tmp_path: Path) -> None:
    """The second world reads nothing but what the first one kept."""
    code = (
        "import click, json, os.path\nfrom collections import OrderedDict\n"
        "click.echo('a', fil=None)\nclick.Context(1, 2, 3, gone=4).invoke_later()\n"
        "OrderedDict().move_to_front()\njson.JSONDecoder().decode('1').gone\n"
        "@click.command()\ndef f(ctx: click.Context):\n    ctx.command.callbak\n    ctx.obj.any\n"
        "os.path.joinn(json.dumps(1).lowr())\n"
    )
    said = []
    for _ in range(2):
        interfaces = Interfaces(tmp_path)
        world = World((), (_SITE,), "", (3, 11), interfaces)
        checked = check_in(Code(code, "python"), Workplace("", world, Traces(world), ()))
        said.append(checked)
        interfaces.save()
    assert said[0] == said[1]
    assert len([each for each in said[1].findings if each.verdict == "missing"]) >= 6


def test_what_is_not_installed_names_its_distribution() -> None:
    [found] = _found("import yaml_not_here, bs4\n")[1:] or _found("import bs4\n")
    assert (found.verdict, "beautifulsoup4" in found.why) == ("not_installed", True)


def test_a_namespace_that_many_share_is_no_distribution(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("google-cloud-storage>=2  # not google itself\n")
    code = "import google.cloud.storage\nimport azure.identity\n"
    found = check_in(Code(code, "python", "use.py"), _place(tmp_path)).findings
    assert [each.verdict for each in found] == ["not_installed", "unknown"]
    assert "google-cloud-storage provides it" in found[0].why


def test_a_test_is_given_what_its_fixture_makes(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import pytest\nclass App:\n    def run(self): ...\n"
        "@pytest.fixture\ndef app():\n    app = App()\n    yield app\n"
    )
    code = "def test_it(app):\n    app.run()\n    app.runn()\n"
    assert _missing(code, _place(tmp_path), "test_it.py") == ["runn"]


def test_what_can_be_read_of_broken_code_is_checked() -> None:
    checked = check_in(Code("import os\nprint 'a'\nos.gone()\n", "python"), _place())
    assert [each.name for each in checked.findings if each.verdict == "missing"] == ["gone"]
    assert "2" in checked.not_checked


def test_no_false_no_for_a_package_that_is_really_imported() -> None:
    oracle = (
        "import click, json; print(json.dumps(['click.' + n + ('.' + m if m else '')"
        " for n in dir(click) if n[0] != '_' for m in ['', *(dir(getattr(click, n))"
        " if isinstance(getattr(click, n), type) else [])] if m[:1] != '_']))"
    )
    said = subprocess.run([sys.executable, "-c", oracle], capture_output=True, check=True)
    names = json.loads(said.stdout)
    answers = {name: exists(_WORLD, name).verdict for name in names}
    assert len(names) > 400
    assert [name for name, each in answers.items() if each == "no"] == []
    assert sum(each == "yes" for each in answers.values()) > 0.95 * len(names)


def test_a_method_is_looked_into_at_one_place_that_stays(tmp_path: Path) -> None:
    # What is known of a place is kept by it; that of one that is gone would be the next one's.
    (tmp_path / "m.py").write_text("class H:\n    def __init__(self):\n        self.c = make()\n")
    world = World((str(tmp_path),), (), "", (3, 11))
    (of,) = world.member("m", "H") or (None,)
    assert isinstance(of, Type)
    ((_, first),), ((_, second),) = found_in(of.of, "c"), found_in(of.of, "c")
    assert first is second


def test_a_folder_above_that_is_called_like_stubs_makes_none(tmp_path: Path) -> None:
    roots = [tmp_path / "x-stubs" / "a", tmp_path / "x-stubs" / "b"]
    for root, name in zip(roots, ("only_a", "only_b"), strict=True):
        (root / "pkg").mkdir(parents=True)
        (root / "pkg" / "__init__.py").write_text(f"{name} = 1\n")
    world = World(tuple(map(str, roots)), (), "", (3, 11))
    assert exists(world, "pkg.only_a").verdict == "yes"
    assert exists(world, "pkg.only_b").verdict == "no"


_PIECES = (
    *("def f(a):", "class A(B):", "    x = f(a)", "    return x.y", "x = A()", "x.y = 1", "("),
    *("for x in f(1):", "with A() as x:", "    self.z", "import os", "del x", "    pass"),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered(lines: list[str]) -> None:
    checked = check_in(Code("\n".join(lines), "python"), _place())
    assert checked.existing <= checked.references or checked.not_checked


def _tree(root: Path, files: dict[str, str]) -> Workplace:
    """Write a project; return its workplace, with no package but what tests run with."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    sources = [str(root / each) for each in ("src", "lib") if (root / each).is_dir()]
    roots = (str(root), *sources)
    world = World(roots, (_SITE,), "", (3, 11))
    return Workplace(str(root), world, Traces(world, str(root)), roots)


def test_folders_of_sources_may_be_packages_without_init(tmp_path: Path) -> None:
    place = _tree(
        tmp_path,
        {
            "src/poem/line.py": "from poem.json import dumps\nimport json\njson.loads('')",
            "src/poem/json/__init__.py": "def dumps(x): ...",
            "src/poem/poem.py": "",
        },
    )
    text = "import json\nfrom poem.json import dumps\nfrom .line import json\njson.loads('')\n"
    assert _missing(text, place, "src/poem/__main__.py") == []
    assert _missing("from poem.json import lods", place, "src/poem/a.py") == ["lods"]


def test_a_script_beside_a_package_of_its_name_may_mean_either(tmp_path: Path) -> None:
    files = {"examples/click/__init__.py": "", "examples/click/tasks.py": ""}
    place = _tree(tmp_path, files)
    text = "from click import echo, tasks, nothing_like_it"
    assert _missing(text, place, "examples/click/app.py") == ["nothing_like_it"]


def test_an_import_that_is_not_there_is_not_what_a_name_means() -> None:
    text = "try:\n    import nowhere as c\nexcept ImportError:\n    import click as c\nc.ecko('a')"
    assert _missing(text) == ["ecko"]


def test_what_a_project_asks_for_elsewhere_is_only_not_installed(tmp_path: Path) -> None:
    place = _tree(tmp_path, {"a.py": "import invented_thing", "docs/a.md": "needs `spoken`"})
    said = {
        e.name: e.verdict
        for e in _found("import invented_thing\nimport spoken\nimport x_yz", place, "b.py")
    }
    assert said == {"invented_thing": "not_installed", "spoken": "not_installed", "x_yz": "missing"}


def test_what_a_build_makes_is_no_finding(tmp_path: Path) -> None:
    files = {"pkg/__init__.py": "", "pkg/fast.pyx": "", ".gitignore": "/pkg/_version.py\n"}
    place = _tree(tmp_path, files)
    text = "from .fast import f\nfrom ._version import v\nfrom ._nothing import n"
    assert _missing(text, place, "pkg/a.py") == ["pkg._nothing"]


@pytest.mark.parametrize(
    "settings",
    [
        {"pyproject.toml": "[tool.black]\nextend-exclude = '''/(\n  tests/data/\n)'''\n"},
        {"setup.cfg": "[flake8]\nexclude =\n    .git\n    tests/data\n"},
        {".pre-commit-config.yaml": "exclude: ^(profiling/|tests/data/)\nrepos: []\n"},
    ],
)
def test_what_checkers_pass_over_is_no_finding(tmp_path: Path, settings: dict[str, str]) -> None:
    place = _tree(tmp_path, settings | {"tests/data/a.py": ""})
    assert _missing("print(undefined)", place, "tests/data/a.py") == []
    assert _missing("print(undefined)", place, "tests/a.py") == ["undefined"]


def test_a_generator_is_no_step_of_it() -> None:
    text = "def g():\n    yield 1\ng().gi_frame\ng().bit_length\nfor x in g():\n    x.bit_lenth\n"
    assert _missing(text) == ["bit_length", "bit_lenth"]


def test_bindings_of_a_class_that_speak_of_each_other_are_read_once(tmp_path: Path) -> None:
    names = [f"n{nth}" for nth in range(60)]
    body = "".join(f"    {a} = {b} + {a}\n    {b} = {a} + {b}\n" for a, b in pairwise(names))
    place = _tree(tmp_path, {"m.py": f"class C:\n{body}"})
    assert _missing("from m import C\nC.n0.x, C.n30.x, C().n9, C().n99", place, "a.py") == ["n99"]


def test_a_class_of_the_same_name_may_be_below(tmp_path: Path) -> None:
    files = {
        "base.py": "class T:\n    def go(self):\n        return self.kind\n",
        "html.py": "import base\nclass T(base.T):\n    kind = 1\n",
    }
    place = _tree(tmp_path, files)
    assert _missing(files["base.py"], place, "base.py") == []


def test_a_function_of_a_class_may_be_none_of_its_methods() -> None:
    code = "class F:\n    def width(text):\n        return text.lower()\n    o = {'w': width}\n"
    assert _missing(code) == []


def test_a_module_that_is_remade_by_a_call_is_open(tmp_path: Path) -> None:
    place = _tree(tmp_path, {"lazy.py": "import x\nx.remake(__name__, {'a': ['b']})\nc = 1"})
    assert _missing("from lazy import c, b", place, "use.py") == []
