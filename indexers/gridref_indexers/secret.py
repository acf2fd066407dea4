"""Names of files that hold secrets. Such files are listed as left out, and never opened."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from gridref_indexers.ignore import Rules

# Lower case, in order. A name with a slash is secret only in the folder of that name.
SECRETS: Final = (
    "*.jks",
    "*.kdbx",
    "*.key",
    "*.keystore",
    "*.kubeconfig",
    "*.ovpn",
    "*.p12",
    "*.pem",
    "*.pfx",
    "*.ppk",
    "*.tfstate",
    "*.tfstate.backup",
    "*.tfvars",
    "*.tfvars.json",
    ".aws/config",
    ".aws/credentials",
    ".azure/accesstokens.json",
    ".azure/azureprofile.json",
    ".azure/msal_token_cache.*",
    ".boto",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".composer/auth.json",
    ".docker/config.json",
    ".dockercfg",
    ".env",
    ".env.*",
    ".envrc",
    ".gem/credentials",
    ".git-credentials",
    ".htpasswd",
    ".kube/config",
    ".my.cnf",
    ".netrc",
    ".npmrc",
    ".pgpass",
    ".pypirc",
    ".s3cfg",
    ".streamlit/secrets.toml",
    ".terraformrc",
    ".vault-token",
    "_netrc",
    "application_default_credentials.json",
    "credentials.json",
    "gcloud/access_tokens.db",
    "gcloud/credentials.db",
    "gh/hosts.yml",
    "id_dsa",
    "id_ecdsa",
    "id_ecdsa_sk",
    "id_ed25519",
    "id_ed25519_sk",
    "id_rsa",
    "kubeconfig",
    "secring.gpg",
    "service-account*.json",
    "service_account*.json",
    "terraform.rc",
)
# Written to be read: what must be filled in, not with what.
SAMPLES: Final = (".env*.example", ".env*.sample", ".env*.template")


def _rules(patterns: Iterable[str]) -> Rules:
    return Rules().plus("\n".join(patterns).encode())


_HERE: Final = _rules([*SECRETS, *(f"!{sample}" for sample in SAMPLES)])
_ANYWHERE: Final = _rules(pattern.rpartition("/")[2] for pattern in SECRETS)


def is_secret(path: bytes) -> bool:
    """Say whether the name of a file tells that it holds secrets."""
    folders, _, name = path.rpartition(b"/")
    if not may_be_secret(name):
        return False
    folder = folders.rpartition(b"/")[2]
    return _HERE.within(folder.lower()).ignore(name.lower(), is_folder=False)


# The names in a repository are not so many, and each walk asks for all of them again.
@lru_cache(maxsize=1 << 14)
def may_be_secret(name: bytes) -> bool:
    """Say whether a file of that name is secret in some folder."""
    return _ANYWHERE.mention(name.lower())
