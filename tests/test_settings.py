"""Settings: what wins, what is refused in one sentence, and that the example says all there is."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridref_server.answer import Misuse
from gridref_server.settings import Settings, example, keys, settings, user_file

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for variable in ("HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    yield tmp_path / "home"


def yours(text: str) -> None:
    user_file().parent.mkdir(parents=True, exist_ok=True)
    user_file().write_text(text, "utf-8")


def theirs(root: Path, text: str) -> Path:
    (root / "gridref.toml").write_text(text, "utf-8")
    return root


def refusal(
    root: Path | None = None,
    environment: dict[str, str] | None = None,
    flags: dict[str, object] | None = None,
) -> str:
    with pytest.raises(Misuse) as refused:
        _ = settings(root, environment or {}, flags)
    return str(refused.value)


def test_the_example_is_what_the_code_says() -> None:
    assert EXAMPLE.read_text("utf-8") == example()


def test_the_example_sets_every_key_to_its_default() -> None:
    tables = tomllib.loads(example())
    written = {f"{s}.{k}": value for s, table in tables.items() for k, value in table.items()}
    assert written == {name: _plain(each.default) for name, each in keys().items()}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def test_every_setting_has_one_line_that_says_what_it_is_for() -> None:
    for each in keys().values():
        assert each.says.description.endswith(".") and "\n" not in each.says.description


def test_without_any_file_the_defaults_hold(tmp_path: Path) -> None:
    assert settings(tmp_path, {}) == Settings()


def test_flags_win_over_the_environment_and_that_over_your_file(tmp_path: Path) -> None:
    yours("[server]\nport = 1001\n")
    assert settings(tmp_path, {}).server.port == 1001
    assert settings(tmp_path, {"GRIDREF_SERVER_PORT": "1002"}).server.port == 1002
    flags = {"server.port": 1003, "server.host": None}
    assert settings(tmp_path, {"GRIDREF_SERVER_PORT": "1002"}, flags).server.port == 1003


def test_the_store_has_a_short_name_in_the_environment() -> None:
    assert settings(None, {"GRIDREF_STORE": "/x"}).store.folder == "/x"


def test_a_project_adds_to_what_you_leave_out_and_cannot_undo_it(tmp_path: Path) -> None:
    yours('[index]\nexclude = ["secret/"]\n')
    theirs(tmp_path, '[index]\nexclude = ["!secret/", "vendor/"]\n')
    assert settings(tmp_path, {}).index.exclude == ("!secret/", "vendor/", "secret/")


def test_patterns_in_the_environment_stand_between_commas() -> None:
    assert settings(None, {"GRIDREF_INDEX_EXCLUDE": "a/,b"}).index.exclude == ("a/", "b")


@pytest.mark.parametrize(
    "key", [name for name in keys() if name != "index.exclude"], ids=lambda name: name
)
def test_a_project_cannot_set(key: str, tmp_path: Path) -> None:
    section, _, name = key.partition(".")
    value = [] if keys()[key].default == () else keys()[key].default
    theirs(tmp_path, f"# theirs\n[{section}]\n{name} = {value!r}\n")
    said = refusal(tmp_path)
    assert f"gridref.toml:3: {key} is not a repository's to set, only index.exclude" in said


def test_a_project_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("[server]\nport = 1\n")
    (tmp_path / "gridref.toml").symlink_to(tmp_path / "elsewhere")
    assert settings(tmp_path, {}) == Settings()


def test_an_unknown_key_is_named_with_its_line_and_those_there_are() -> None:
    yours("[index]\nworkers = 2\n\nworkres = 3\n")
    said = refusal()
    assert "config.toml:4: there is no setting 'index.workres'; there are index." in said


def test_a_wrong_value_says_what_is_allowed() -> None:
    yours("[server]\nport = 70000\n")
    assert refusal().endswith(":2: server.port is from 0 to 65535, not 70000")
    yours('[server]\nport = "http"\n')
    assert refusal().endswith(":2: server.port takes a whole number, not 'http'")
    yours("[server]\nport = true\n")
    assert refusal().endswith(":2: server.port takes a whole number, not True")


def test_a_misspelt_variable_is_refused() -> None:
    said = refusal(environment={"GRIDREF_INDEX_WORKRES": "2"})
    assert said.startswith("environment: GRIDREF_INDEX_WORKRES: there is no setting")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("index.workers = 99", 1),
        ("\nindex = { workers = 99 }", 2),
        ("[server]\n[ index ]\n'workers' = 99", 3),
        ("[server]\n[index]\nexclude = [\n 'workers = 1',\n]\nworkers=99", 6),
    ],
)
def test_the_line_is_found_however_a_key_is_written(text: str, line: int) -> None:
    yours(text)
    assert f"config.toml:{line}: index.workers is from 0 to 64" in refusal()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[index]\nworkers = \n", "is not TOML: invalid value (at line 2, column 11)"),
        ("a = " + "[" * 20_000, "is not TOML: nested too deeply"),
        ("a = " + "9" * 5_000, "is not TOML: exceeds the limit"),
        ("# " + "x" * 70_000, "is larger than 64,000 bytes"),
        ("index = 3", ":1: there is no setting 'index'"),
    ],
    ids=["broken", "deep", "huge number", "large", "no table"],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(text: str, said: str) -> None:
    yours(text)
    refused = refusal()
    assert said in refused
    assert "\n" not in refused and len(refused) < 500


def test_a_file_that_is_not_utf_8_is_refused_with_its_line() -> None:
    user_file().parent.mkdir(parents=True)
    user_file().write_bytes(b"[index]\n# caf\xe9\n")
    assert refusal().endswith("config.toml:2 is not UTF-8; save it as UTF-8")


def test_no_workers_means_as_many_as_there_are_cores_but_at_most_eight() -> None:
    assert 1 <= Settings().workers <= 8
    assert settings(None, {"GRIDREF_INDEX_WORKERS": "3"}).workers == 3
