"""What the settings leave out is left out, and counted, whatever git says of it."""

from pathlib import Path

from gridref_indexers.walk import EXCLUDED, Found, LeftOut, Limits, belongs, walk


def test_excluded_files_are_left_out_and_counted(tmp_path: Path) -> None:
    for name in ("kept.py", "generated/a.py", "deep/x_pb2.py", "deep/kept_pb2.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    limits = Limits(exclude=("generated/", "*_pb2.py", "!kept_pb2.py"))
    walked = walk(str(tmp_path), limits)
    assert [found.path for found in walked.found] == [b"deep/kept_pb2.py", b"kept.py"]
    assert [(each.path, each.reason) for each in walked.left_out] == [
        (b"deep/x_pb2.py", EXCLUDED),
        (b"generated/a.py", EXCLUDED),
    ]
    assert isinstance(belongs(str(tmp_path), b"generated/a.py", limits), LeftOut)
    assert isinstance(belongs(str(tmp_path), b"kept.py", limits), Found)
