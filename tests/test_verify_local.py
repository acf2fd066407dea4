"""What `verify` says of names that code takes out of its own project, and of global ones."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gridref_server.index import Index
from gridref_server.registry import ask

Opened = Callable[..., Index]

GO = {
    "go.mod": "module example.org/shop\n",
    "price/price.go": "package price\n\nfunc Total() int { return 1 }\n",
    "main.go": 'package main\n\nimport "example.org/shop/price"\n\nfunc main() { price.Total() }\n',
}
JAVA = {
    "shop/Price.java": (
        "package shop;\n\npublic class Price {\n  static int total() { return 1; }\n}\n"
    ),
    "shop/app/Main.java": (
        "package shop.app;\n\nimport shop.Price;\n\nclass Main {\n  int x = Price.total();\n}\n"
    ),
}
RUST = {
    "Cargo.toml": '[package]\nname = "shop"\n',
    "src/lib.rs": "pub mod price;\npub mod cart;\n",
    "src/price.rs": "pub fn total() -> i32 { 1 }\n",
    "src/cart.rs": "use crate::price;\n\npub fn sum() -> i32 { price::total() }\n",
}
# Of each project: its files, the file that is asked about, what is right there, and what is wrong.
PROJECTS = [
    pytest.param(GO, "main.go", "price.Total", "price.Totals", id="go"),
    pytest.param(JAVA, "shop/app/Main.java", "Price.total", "Price.totals", id="java"),
    pytest.param(RUST, "src/cart.rs", "price::total", "price::totals", id="rust"),
]


def missing(opened: Opened, root: Path, files: Mapping[str, str], path: str) -> list[str]:
    """Return what is missing in a file of a project."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    answer = ask(opened(root), "verify", {"paths": [path]})
    groups = [group for group in answer.groups if not group.title]
    return [item.text for group in groups for item in group.items]


@pytest.mark.parametrize(("files", "path", "right", "wrong"), PROJECTS)
def test_a_name_that_a_sealed_module_lacks_is_missing(
    opened: Opened, tmp_path: Path, files: dict[str, str], path: str, right: str, wrong: str
) -> None:
    assert not missing(opened, tmp_path / "a", files, path)
    changed = {**files, path: files[path].replace(right, wrong)}
    (found,) = missing(opened, tmp_path / "b", changed, path)
    assert f"has no {wrong[-6:]}" in found


def test_what_a_program_writes_may_be_in_a_module(opened: Opened, tmp_path: Path) -> None:
    text = GO["price/price.go"].replace("\n\n", "\n\n//go:generate make names\n\n", 1)
    wrong = GO["main.go"].replace("Total()", "Made()")
    made = {**GO, "price/price.go": text, "main.go": wrong}
    assert not missing(opened, tmp_path / "a", made, "main.go")
    # Control: without the directive it is missing.
    assert missing(opened, tmp_path / "b", {**GO, "main.go": wrong}, "main.go")


def test_annotations_may_add_to_a_class(opened: Opened, tmp_path: Path) -> None:
    text = JAVA["shop/Price.java"].replace("public class", "@Builder\npublic class")
    wrong = JAVA["shop/app/Main.java"].replace("total()", "builder()")
    path = "shop/app/Main.java"
    assert not missing(opened, tmp_path / "a", {**JAVA, "shop/Price.java": text, path: wrong}, path)
    assert missing(opened, tmp_path / "b", {**JAVA, path: wrong}, path)


LIB = "node_modules/typescript/lib/lib.es5.d.ts"
NODE = {
    LIB: "interface Array<T> {\n  length: number;\n}\n",
    "package.json": '{"name": "shop", "devDependencies": {"tester": "1"}}',
    "node_modules/tester/package.json": '{"name": "tester", "types": "index.d.ts"}',
    "node_modules/tester/index.d.ts": "export declare const run: () => void\n",
    "node_modules/tester/names.d.ts": "declare global {\n  let describe: 1\n}\nexport {}\n",
}


def test_what_settings_name_as_types_is_global(opened: Opened, tmp_path: Path) -> None:
    files = {**NODE, "a.ts": "describe()\nexport {}\n", "tsconfig.json": "{}"}
    assert missing(opened, tmp_path / "b", files, "a.ts")
    files["tsconfig.spec.json"] = '{"compilerOptions": {"types": ["tester/names"]}}'
    assert not missing(opened, tmp_path / "a", files, "a.ts")


def test_what_a_file_refers_to_is_global(opened: Opened, tmp_path: Path) -> None:
    text = '/// <reference types="tester/names" />\ndescribe()\nexport {}\n'
    assert not missing(opened, tmp_path, {**NODE, "a.ts": text}, "a.ts")


NAMESPACE = "declare function f(): void\ndeclare namespace f { export { g } }\ndeclare const g: 1\n"


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("m.d.ts", f"{NAMESPACE}export = f\n"),
        ("m.js", "const all = {}\nmodule.exports = all\nmodule.exports.g = 1\n"),
        ("m.js", "module.exports = require('./other')\nrequire('./adds')\n"),
    ],
)
def test_names_that_are_handed_on_by_another_way_exist(
    opened: Opened, tmp_path: Path, module: str, text: str
) -> None:
    files = {**NODE, module: text, "other.js": "module.exports = {}\n", "adds.js": ""}
    files["a.js"] = "const { g } = require('./m')\n"
    files["b.js"] = "const { gone } = require('./plain')\n"
    files["plain.js"] = "module.exports = { g: 1 }\n"
    assert not missing(opened, tmp_path, files, "a.js")
    # Control: what a plain script exports is known in full.
    assert missing(opened, tmp_path, files, "b.js")


def test_a_file_that_git_ignores_may_be_made_by_a_build(opened: Opened, tmp_path: Path) -> None:
    files = {**NODE, "src/a.ts": "import { x } from './routes/made'\n", "src/routes/b.ts": ""}
    assert missing(opened, tmp_path / "b", files, "src/a.ts")
    assert not missing(opened, tmp_path / "a", {**files, ".gitignore": "made.ts\n"}, "src/a.ts")


def test_a_package_may_add_to_the_types_of_another(opened: Opened, tmp_path: Path) -> None:
    adds = "declare module 'other' {\n  interface Server { token: string }\n}\nexport {}\n"
    files = {
        **NODE,
        "other.d.ts": "export interface Server { port: number }\n",
        "a.ts": "import { Server } from './other'\nexport const f = (s: Server) => s.token\n",
    }
    assert missing(opened, tmp_path / "b", files, "a.ts")
    files["node_modules/tester/index.d.ts"] = adds
    assert not missing(opened, tmp_path / "a", files, "a.ts")
