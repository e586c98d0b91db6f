"""With what a server lets us in: which names there are for each kind of server, and what is wrong with some. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from products.imports.fetch_models import FetchKind

NAMES: dict[FetchKind, tuple[str, ...]] = {
    FetchKind.HTTPS: ("user", "password", "header", "value"),
    FetchKind.SFTP: ("user", "password", "private_key", "passphrase"),
    FetchKind.FTPS: ("user", "password"),
    FetchKind.S3: ("access_key", "secret_key", "region"),
    FetchKind.FOLDER: (),
}
ALL_NAMES = (*dict.fromkeys(name for names in NAMES.values() for name in names),)
LONGEST = 20_000

_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]{1,4000}")
_OURS = {"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "cookie", "te", "upgrade"}


def faults_of(kind: FetchKind, given: Mapping[str, str]) -> list[str]:
    """Sentences that never repeat a value."""
    faults = [
        f"There is no “{name[:50]}” for this kind of source. There is: {', '.join(NAMES[kind]) or 'nothing'}."
        for name in given
        if name not in NAMES[kind]
    ]
    faults += [f"“{name}” is too long." for name, value in given.items() if len(value) > LONGEST]
    return faults + _faults_of_header(given) + _faults_of_sign_in(kind, given)


def _faults_of_header(given: Mapping[str, str]) -> list[str]:
    if ("header" in given) != ("value" in given):
        return ["Give the header's name and its value, or neither."]
    if "header" not in given:
        return []
    if not _HEADER_NAME.fullmatch(given["header"]) or given["header"].lower() in _OURS:
        return ["This cannot be the name of a header. Name one like Authorization or X-Api-Key."]
    if not _HEADER_VALUE.fullmatch(given["value"]):
        return ["The header's value contains a character that is not allowed in a header."]
    return ["Give either a header, or user and password."] if {"user", "password"} & given.keys() else []


def _faults_of_sign_in(kind: FetchKind, given: Mapping[str, str]) -> list[str]:
    if kind in {FetchKind.SFTP, FetchKind.FTPS} and "user" not in given:
        return ["Give the user."]
    if kind == FetchKind.SFTP and not {"password", "private_key"} & given.keys():
        return ["Give the password, or a private key."]
    if kind == FetchKind.S3 and ("access_key" in given) != ("secret_key" in given):
        return ["Give the access key and the secret key, or neither for a public bucket."]
    return []
