"""What an operator sets: by environment (`AWARD_...`) or in `award.toml`; everything has a default that works."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rules.pack import LINXIA

ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared with, not listened on


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
    rules: Path = LINXIA
    language: Literal["zh", "en"] = "zh"
    practice: bool = False

    @field_validator("telegram_token", "webhook_secret", "metrics_token", "backup_dir", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("telegram_api", "telegram_webhook", mode="before")
    @classmethod
    def _empty_address_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def database(self) -> str:
        """The database's URL: the one that is set, else a SQLite file among the data."""
        return self.database_url or f"sqlite:///{self.data_dir / 'award.db'}"

    @property
    def database_file(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.database.partition(":///")[2])

    @property
    def keys(self) -> Path:
        """Where the keys lie; back them up apart from the data."""
        return self.keys_file or self.data_dir / "keys.json"

    @property
    def fresh(self) -> bool:
        """Whether nothing was ever served with these settings, as far as can be seen from here."""
        sqlite = self.database.startswith("sqlite")
        return not self.keys.exists() and not (sqlite and self.database_file.exists())

    def address(self, port: int) -> str:
        """The address under which people find the pages; `port` is the one that was really opened."""
        host = "127.0.0.1" if self.host in ANYWHERE else self.host
        return (self.public_url or f"http://{host}:{port}").rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed in stands over the environment, and that over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
