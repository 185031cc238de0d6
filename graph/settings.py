"""What the environment says: where the graph is kept, under which base its IRIs stand, who logs in.

| variable | meaning | default |
|---|---|---|
| ``POLICYGRAPH_STORE`` | folder of the embedded store, or a ``neo4j://`` / ``bolt://`` URI | ``var/store`` |
| ``POLICYGRAPH_BASE`` | base of the IRIs in RDF | ``https://policygraph.example`` |
| ``POLICYGRAPH_DECISIONS`` | file of the curators' decisions | ``decisions.jsonl`` |
| ``POLICYGRAPH_AUTHOR`` | name under which decisions are made | |
| ``POLICYGRAPH_VOCABULARY`` | file of the names added to the vocabulary | ``vocabulary.toml`` |
| ``POLICYGRAPH_APP_LOAD`` | 1: whoever opens the app may load documents and, with an author's name, decide | 0 |
| ``POLICYGRAPH_APP_LOAD_MB`` | size that a file loaded in the app may have, in megabytes | 20 |
| ``POLICYGRAPH_APP_LOAD_SECONDS`` | time that reading a file loaded in the app may take, in seconds | 120 |
| ``POLICYGRAPH_UPLOADS`` | folder that keeps the files loaded in the app | ``var/uploads`` |
| ``POLICYGRAPH_LICENCE`` | IRI of the licence under which the data set is published | CC BY 4.0 |
| ``POLICYGRAPH_QUERY_SECONDS`` | time limit of a question in Neo4j, in seconds | 30 |
| ``NEO4J_USER``, ``NEO4J_PASSWORD`` | the login | |
| ``NEO4J_PASSWORD_FILE`` | file that holds the password alone; read where ``NEO4J_PASSWORD`` is not set | |
| ``NEO4J_DATABASE`` | name of the database | the user's home database |

A password is a ``SecretStr`` from here on: no message and no ``repr`` shows it.
"""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ontology.errors import InputError, StoreError

DEFAULT_BASE = "https://policygraph.example"
DEFAULT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Of the data set where its publisher names no other; why, stands in docs/decisions/0010-data-licence.md."""

_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`#?]+")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


class Settings(BaseSettings):
    """The settings as read from the environment; unknown variables are no concern of ours."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True, env_ignore_empty=True)

    store: str = Field(default="var/store", validation_alias="POLICYGRAPH_STORE")
    base: str = Field(default=DEFAULT_BASE, validation_alias="POLICYGRAPH_BASE")
    decisions: Path = Field(default=Path("decisions.jsonl"), validation_alias="POLICYGRAPH_DECISIONS")
    author: str = Field(default="", validation_alias="POLICYGRAPH_AUTHOR")
    app_load: bool = Field(default=False, validation_alias="POLICYGRAPH_APP_LOAD")
    app_load_mb: float = Field(default=20.0, gt=0, validation_alias="POLICYGRAPH_APP_LOAD_MB")
    app_load_seconds: float = Field(default=120.0, gt=0, validation_alias="POLICYGRAPH_APP_LOAD_SECONDS")
    uploads: Path = Field(default=Path("var/uploads"), validation_alias="POLICYGRAPH_UPLOADS")
    licence: str = Field(default=DEFAULT_LICENCE, validation_alias="POLICYGRAPH_LICENCE")
    query_seconds: float = Field(default=30.0, gt=0, validation_alias="POLICYGRAPH_QUERY_SECONDS")
    neo4j_user: str | None = Field(default=None, validation_alias="NEO4J_USER")
    neo4j_password: SecretStr | None = Field(default=None, validation_alias="NEO4J_PASSWORD")
    neo4j_password_file: Path | None = Field(default=None, validation_alias="NEO4J_PASSWORD_FILE")
    neo4j_database: str | None = Field(default=None, validation_alias="NEO4J_DATABASE")

    @field_validator("base")
    @classmethod
    def _plain_base(cls, value: str) -> str:
        if not _BASE.fullmatch(value):
            raise ValueError("must be an http or https address without blanks, «?» or «#»")
        return value.rstrip("/")

    @field_validator("licence")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not is_address(value):
            raise ValueError("must be a whole address: https://…")
        return value

    def password(self) -> SecretStr | None:
        """The Neo4j password: the variable's, else the first line of the file's.

        Raises:
            StoreError: ``NEO4J_PASSWORD_FILE`` names a file that cannot be read.
        """
        if self.neo4j_password is not None or self.neo4j_password_file is None:
            return self.neo4j_password
        try:
            lines = self.neo4j_password_file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(
                "the password file cannot be read",
                where=str(self.neo4j_password_file),
                todo="Let NEO4J_PASSWORD_FILE name a readable text file that holds the password alone",
            ) from error
        return SecretStr(lines[0] if lines else "")


def is_address(text: str) -> bool:
    """Whether a text can be written as an IRI.

    >>> is_address("https://creativecommons.org/licenses/by/4.0/"), is_address("MIT"), is_address("https://a b")
    (True, False, False)
    """
    return bool(_ADDRESS.fullmatch(text))


def settings() -> Settings:
    """The settings of this moment (the environment is read at each call).

    Raises:
        InputError: a variable has a value that cannot be used; the value itself is not repeated.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "the environment"
        raise InputError(str(first["msg"]).removeprefix("Value error, "), where=name, todo="Set it anew") from None
