"""The operator's settings, from the environment (`AWARD_...`), `award.env` or `award.toml`; every default works."""

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

from rules.identities import email
from rules.pack import LINXIA
from rules.refusals import Unfit

Security = Literal["starttls", "tls", "none"]
PORTS: Mapping[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
HERE = ("localhost", "127.0.0.1", "::1")
"""Hosts on this machine, where a password crosses no network."""
MAY_BE_EMPTY = (
    *("telegram_token", "telegram_api", "telegram_webhook", "webhook_secret", "metrics_token", "backup_dir"),
    *("keys_file", "smtp_host", "smtp_port", "smtp_from", "smtp_user", "smtp_password"),
)
PREFIX = "AWARD_"
FILE = f"{PREFIX}SETTINGS_FILE"
"""The environment variable that names the file of settings, such as /etc/award/award.env."""
USUAL = {"http": 80, "https": 443}
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared with, not listened on


class Misset(Exception):
    """Settings that cannot be used; the text says which, why, and what to do, and never quotes a value."""


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
            raise ValueError("it is not an address such as postgresql://name:password@host:5432/database")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _is_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        number, _, secret = (value.get_secret_value() if value else "1:x").partition(":")
        if not (number.isascii() and number.isdecimal() and secret) or any(one.isspace() for one in secret):
            raise ValueError("it is not a token such as 700000001:AAH..., as @BotFather gives it")
        return value

    @field_validator("telegram_api", "telegram_webhook")
    @classmethod
    def _is_an_url(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in USUAL or not parts.hostname:
                raise ValueError("it is not an address such as https://award.example")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_a_site(cls, value: str) -> str:
        """Return the address as browsers write an origin: in lower case, without the default port."""
        parts = urlsplit(value.rstrip("/"))
        if value and (parts.scheme not in USUAL or not parts.hostname or parts.path or parts.query or parts.fragment):
            raise ValueError("it is not the address of a whole site such as https://award.example")
        name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = "" if parts.port in (None, USUAL.get(parts.scheme)) else f":{parts.port}"
        return value and f"{parts.scheme}://{name}{port}"

    @field_validator("smtp_from")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        try:
            return None if value is None else email(value)
        except Unfit:
            raise ValueError("it is not an e-mail address such as award@example.org") from None

    @model_validator(mode="after")
    def _smtp_is_whole(self) -> Self:
        set_up = self.smtp_host is not None
        if set_up and self.smtp_from is None:
            raise ValueError("AWARD_SMTP_FROM is missing: the address that e-mail comes from")
        if not set_up and any((self.smtp_port, self.smtp_from, self.smtp_user, self.smtp_password)):
            raise ValueError("AWARD_SMTP_HOST is missing: without it no e-mail is sent, and the others mean nothing")
        if (self.smtp_user is None) is not (self.smtp_password is None):
            raise ValueError("AWARD_SMTP_USER and AWARD_SMTP_PASSWORD go together: set both or neither")
        if self.smtp_security == "none" and self.smtp_user and self.smtp_host not in HERE:
            raise ValueError("AWARD_SMTP_SECURITY=none would show the password to the network: take starttls or tls")
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
    if file := environment.pop(FILE, ""):
        for name, value in _in_file(Path(file)).items():
            environment.setdefault(name, value)
    names = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in names:
            raise Misset(f"There is no setting {name}.{_likely(name.upper(), names)}")
    try:
        return Settings()
    except tomllib.TOMLDecodeError as wrong:
        raise Misset(f"award.toml cannot be read: {wrong}.") from None
    except ValidationError as wrong:
        raise Misset(
            "\n".join(_said(dict(one)) for one in wrong.errors(include_url=False, include_input=False))
        ) from None


def _in_file(path: Path) -> dict[str, str]:
    """Return the settings of a file: NAME=value, literally to the end of each line; a # begins a note."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise Misset(f"{path} is not written in UTF-8. Save it so.") from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        name, sign, value = line.strip().partition("=")
        if not name or name.startswith("#"):
            continue
        if not sign or not name.isidentifier():
            raise Misset(f"{path}, line {number}: write NAME=value, without a space before the sign.")
        found[name] = _bare(value.strip())
    return found


def _bare(value: str) -> str:
    """Return the value without quotation marks around the whole of it."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _likely(name: str, names: set[str]) -> str:
    likely = get_close_matches(name.removeprefix(PREFIX), [known.removeprefix(PREFIX) for known in names], n=1)
    return f" Is {PREFIX}{likely[0]} meant?" if likely else ""


def _said(one: dict[str, Any]) -> str:
    """Say what is wrong with one setting, by the name under which an operator writes it."""
    if not one["loc"]:
        return f"The settings cannot be used: {one['msg'].removeprefix('Value error, ')}."
    name = f"{PREFIX}{str(one['loc'][0]).upper()}"
    if one["type"] == "extra_forbidden":
        likely = get_close_matches(str(one["loc"][0]), Settings.model_fields, n=1)
        meant = f" Is {likely[0]} meant?" if likely else ""
        return f"award.toml: there is no setting {one['loc'][0]}.{meant}"
    return f"{name} cannot be used: {one['msg'].removeprefix('Value error, ')}."
