import pytest

from gridref_indexers.secret import SAMPLES, SECRETS, is_secret, may_be_secret


def test_the_tables_are_in_order_and_in_lower_case() -> None:
    assert list(SECRETS) == sorted({secret.lower() for secret in SECRETS})
    assert list(SAMPLES) == sorted({sample.lower() for sample in SAMPLES})


@pytest.mark.parametrize("secret", SECRETS)
def test_every_entry_of_the_table_names_a_secret_in_any_case(secret: str) -> None:
    name = secret.replace("*", "some").encode()
    for path in (name, b"a/b/" + name, name.upper(), b"a/" + name.title()):
        assert is_secret(path)
        assert may_be_secret(path.rpartition(b"/")[2])


@pytest.mark.parametrize(
    "path",
    [
        b".env.example",
        b"a/.env.sample",
        b".env.template",
        b".env.production.example",
        b"env",
        b"a.env",
        b".environment",
        b"id_rsa.pub",
        b"pem",
        b"key.py",
        b"monkey",
        b"keys/a",
        b"config",
        b"docker/config.json",
        b".aws/credentials.md",
        b"credentials",
        b"terraform.tfvars.example",
        b".env/a",
        b"id_rsa/a",
        b"",
    ],
)
def test_names_that_only_look_like_it_are_no_secrets(path: bytes) -> None:
    assert not is_secret(path)


def test_some_names_are_secret_in_one_folder_only() -> None:
    assert is_secret(b"home/.aws/credentials")
    assert is_secret(b".AWS/Credentials")
    assert not is_secret(b".aws/a/credentials")
    assert not is_secret(b"aws/credentials")
    assert may_be_secret(b"credentials")
