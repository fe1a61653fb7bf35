"""The operator's settings, from the environment (`AWARD_...`), `award.env` or `award.toml`; every default works."""

import os
import sys
import tomllib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rules.engine.identities import email
from rules.engine.pack import LINXIA
from rules.engine.refusals import Unfit
from texts import Words, say

# The environment of every command: the file of settings is added to it, and it says which language is spoken.


PREFIX = "AWARD_"
FILE = f"{PREFIX}SETTINGS_FILE"
"""The environment variable that names the file of settings, such as /etc/award/award.env."""


class Misset(Exception):
    """Settings that cannot be used: for each, a sentence that names it and never quotes its value."""

    def __init__(self, *sentences: Words) -> None:
        super().__init__("\n".join(say("en", one.key, **one.values) for one in sentences))
        self.sentences = sentences


def fill(environment: MutableMapping[str, str]) -> None:
    """Add the settings of the file that AWARD_SETTINGS_FILE names; what is there already stays. Raises Misset."""
    if file := environment.pop(FILE, ""):
        for name, value in _in_file(Path(file)).items():
            environment.setdefault(name, value)


def spoken(environment: Mapping[str, str]) -> str:
    """Return the language of the command line: AWARD_LANGUAGE, else Chinese where the machine speaks it."""
    chosen = environment.get(f"{PREFIX}LANGUAGE", "")
    machine = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return chosen if chosen in ("zh", "en") else "zh" if machine.startswith("zh") else "en"


def tell(key: str, **values: object) -> None:
    """Print a sentence of the catalogues on the standard output, in the language of the command line."""
    sys.stdout.write(say(spoken(os.environ), key, **values) + "\n")
    sys.stdout.flush()


def _in_file(path: Path) -> dict[str, str]:
    """Return the settings of a file: NAME=value, literally to the end of each line; a # begins a note."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise Misset(Words("trouble.encoding", {"file": path})) from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        name, sign, value = line.strip().partition("=")
        if not name or name.startswith("#"):
            continue
        if not sign or not name.isidentifier():
            raise Misset(Words("trouble.line", {"file": path, "number": number}))
        found[name] = _bare(value.strip())
    return found


def _bare(value: str) -> str:
    """Return the value without quotation marks around the whole of it."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


Security = Literal["starttls", "tls", "none"]
PORTS: Mapping[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
HERE = ("localhost", "127.0.0.1", "::1")
"""Hosts on this machine, where a password crosses no network."""
MAY_BE_EMPTY = (
    *("telegram_token", "telegram_api", "telegram_webhook", "webhook_secret", "metrics_token", "backup_dir"),
    *("keys_file", "smtp_host", "smtp_port", "smtp_from", "smtp_user", "smtp_password"),
)
_ALIKE = 0.8  # all names begin alike
USUAL = {"http": 80, "https": 443}
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared with, not listened on


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The SMTP server for the office's e-mail, and the sender's address."""

    host: str
    port: int
    sender: str
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class Settings(BaseSettings):
    """The settings of one service. Secrets are never printed."""

    model_config = SettingsConfigDict(env_prefix="AWARD_", toml_file="award.toml", extra="forbid", frozen=True)

    data_dir: Path = Path("data")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    telegram_token: SecretStr | None = None
    telegram_api: str | None = None
    telegram_webhook: str | None = None
    webhook_secret: SecretStr | None = None
    identity_in_telegram: Literal["chat", "web"] = "chat"
    keys_file: Path | None = None
    backup_dir: Path | None = None
    metrics_token: SecretStr | None = None
    smtp_host: str | None = None
    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    smtp_from: str | None = None
    smtp_security: Security = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    web_push: bool = True
    push_hosts: str = ""
    rules: Path = LINXIA
    language: Literal["zh", "en"] = "zh"
    practice: bool = False

    @field_validator(*MAY_BE_EMPTY, mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        """Check the address without quoting it, since it may hold a password."""
        try:
            parts = urlsplit(value)
            known = parts.scheme in ("sqlite", "postgresql") and (parts.port or 1) > 0
        except ValueError:
            known = False
        if value and not (known and "://" in value):
            raise ValueError("trouble.is.database")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _is_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        number, _, secret = (value.get_secret_value() if value else "1:x").partition(":")
        if not (number.isascii() and number.isdecimal() and secret) or any(one.isspace() for one in secret):
            raise ValueError("trouble.is.token")
        return value

    @field_validator("telegram_api", "telegram_webhook")
    @classmethod
    def _is_an_url(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in USUAL or not parts.hostname:
                raise ValueError("trouble.is.address")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_a_site(cls, value: str) -> str:
        """Return the address as browsers write an origin: in lower case, without the default port."""
        parts = urlsplit(value.rstrip("/"))
        if value and (parts.scheme not in USUAL or not parts.hostname or parts.path or parts.query or parts.fragment):
            raise ValueError("trouble.is.site")
        name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = "" if parts.port in (None, USUAL.get(parts.scheme)) else f":{parts.port}"
        return value and f"{parts.scheme}://{name}{port}"

    @field_validator("smtp_from")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        try:
            return None if value is None else email(value)
        except Unfit:
            raise ValueError("trouble.is.email") from None

    @model_validator(mode="after")
    def _smtp_is_whole(self) -> Self:
        set_up = self.smtp_host is not None
        if set_up and self.smtp_from is None:
            raise ValueError("trouble.is.no_sender")
        if not set_up and any((self.smtp_port, self.smtp_from, self.smtp_user, self.smtp_password)):
            raise ValueError("trouble.is.no_smtp_host")
        if (self.smtp_user is None) is not (self.smtp_password is None):
            raise ValueError("trouble.is.half_sign_in")
        if self.smtp_security == "none" and self.smtp_user and self.smtp_host not in HERE:
            raise ValueError("trouble.is.open_password")
        return self

    @property
    def database(self) -> str:
        """The URL of the database; by default a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'award.db'}"

    @property
    def database_file(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.database.partition(":///")[2])

    @property
    def keys(self) -> Path:
        """The path of the keys file; back it up apart from the data."""
        return self.keys_file or self.data_dir / "keys.json"

    @property
    def fresh(self) -> bool:
        """Whether nothing was served with these settings yet, as far as the files show."""
        sqlite = self.database.startswith("sqlite")
        return not self.keys.exists() and not (sqlite and self.database_file.exists())

    @property
    def smtp(self) -> Server | None:
        """The mail server, or None if none is set up."""
        if self.smtp_host is None or self.smtp_from is None:
            return None
        return Server(
            host=self.smtp_host,
            port=self.smtp_port or PORTS[self.smtp_security],
            sender=self.smtp_from,
            security=self.smtp_security,
            user=self.smtp_user,
            password=None if self.smtp_password is None else self.smtp_password.get_secret_value(),
        )

    @property
    def pushed_to(self) -> tuple[str, ...]:
        """The push services, such as 127.0.0.1:9000, that may be called besides public addresses."""
        return tuple(host for host in self.push_hosts.replace(",", " ").split() if host)

    def address(self, port: int) -> str:
        """Return the public address of the pages; `port` is the one really opened."""
        host = "127.0.0.1" if self.host in ANYWHERE else self.host
        return self.public_url or f"http://{host}:{port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments before the environment, the environment before the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(environment: MutableMapping[str, str]) -> Settings:
    """Return the settings, after adding those of the file that AWARD_SETTINGS_FILE names to the environment.

    Whoever starts the service, the file is read here, line by line and literally. What the environment has already
    takes precedence. Raises Misset.
    """
    fill(environment)
    names = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in names:
            raise Misset(_unknown(name, get_close_matches(name.upper(), names, n=1, cutoff=_ALIKE)))
    try:
        return Settings()
    except tomllib.TOMLDecodeError as wrong:
        raise Misset(Words("trouble.toml", {"why": wrong})) from None
    except ValidationError as wrong:
        raise Misset(*(_said(dict(one)) for one in wrong.errors(include_url=False, include_input=False))) from None


def _unknown(name: str, likely: list[str]) -> Words:
    return (
        Words("trouble.likely", {"name": name, "likely": likely[0]})
        if likely
        else Words("trouble.unknown", {"name": name})
    )


def _why(one: dict[str, Any]) -> Words:
    """Return the reason: our own, or what pydantic says of a choice or of anything else."""
    key = str(one["msg"]).removeprefix("Value error, ")
    if key.startswith("trouble."):
        return Words(key)
    if one["type"] == "literal_error":
        return Words("trouble.is.choice", {"choices": one["ctx"]["expected"].replace(" or ", ", ")})
    return Words("trouble.is.other", {"why": one["msg"]})


def _said(one: dict[str, Any]) -> Words:
    """Say what is wrong with one setting, by the name under which an operator writes it."""
    why = _why(one)
    if not one["loc"]:
        return Words("trouble.together", {"why": why})
    name = str(one["loc"][0])
    if one["type"] == "extra_forbidden":
        return _unknown(f"award.toml: {name}", get_close_matches(name, Settings.model_fields, n=1))
    return Words("trouble.setting", {"name": f"{PREFIX}{name}".upper(), "why": why})
