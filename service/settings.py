"""Settings: one frozen object from the environment (LIMPIDE_*). Read by the command line and the app only.

A setting that names a secret may also come from a file: LIMPIDE_DATABASE_URL_FILE.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_FROM_FILE = ("database_url",)


class Settings(BaseSettings):
    """What an installation may set; the description of each field is its documentation."""

    model_config = SettingsConfigDict(env_prefix="LIMPIDE_", frozen=True, extra="ignore")

    data_dir: Path = Field(default=Path("data"), description="Folder of the database, uploads and keys.")
    database_url: str = Field(default="", description="Database; empty: SQLite in the data folder.")
    host: str = Field(default="127.0.0.1", description="Address the service listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the service listens on.")
    rate_per_minute: int = Field(
        default=6000, ge=0, description="Requests a minute that one key may make; 0: no limit."
    )
    upload_bytes: int = Field(default=1 << 30, ge=1, description="The largest file the API takes in, in bytes.")

    @property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'limpide.db'}"


def load_settings() -> Settings:
    """Settings from the environment; `LIMPIDE_<NAME>_FILE` names a file that holds a secret.

    Raises  ValidationError when a value is not of its type; OSError when a secret's file cannot be read.
    """
    given: dict[str, Any] = {}
    for name in _FROM_FILE:
        path = os.environ.get(f"LIMPIDE_{name.upper()}_FILE")
        if path:
            given[name] = Path(path).read_text(encoding="utf-8").strip()
    return Settings(**given)
