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
    port: int = Field(default=8000, ge=0, le=65535, description="Port the service listens on; 0: any free one.")
    rate_per_minute: int = Field(
        default=6000, ge=0, description="Requests a minute that one key may make; 0: no limit."
    )
    upload_bytes: int = Field(default=1 << 30, ge=1, description="The largest file the API takes in, in bytes.")
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="Also give /metrics without a key on this port of loopback; 0: do not."
    )
    header_seconds: float = Field(default=10.0, gt=0, description="How long the head of a request may take to come.")
    body_seconds: float = Field(
        default=20.0, gt=0, description="A body that brings less than 1 KiB in this time is given up."
    )
    read_seconds: float = Field(default=60.0, gt=0, description="How long a client may take nothing of its answer.")
    leave_seconds: float = Field(
        default=2.0, ge=0, le=8, description="How long requests are still taken after SIGTERM, `/readyz` saying 503."
    )
    lookup_mx: bool = Field(
        default=False,
        description="`POST /v1/check` with `online` may ask DNS whether the domain of an address takes mail.",
    )
    lookup_vies: bool = Field(
        default=False, description="`POST /v1/check` with `online` may ask VIES, of the Union, about VAT numbers."
    )
    purge_daily: bool = Field(default=False, description="Erase prospects past their date once a day, by itself.")
    purge_hour: int = Field(default=2, ge=0, le=23, description="At which hour of Paris.")
    purge_most_percent: float = Field(
        default=5.0, ge=0, le=100, description="The daily purge is refused when more of all customers would go."
    )
    purge_clock_days: float = Field(
        default=1.0, gt=0, description="The daily purge is refused when the clock moved by more days than this."
    )

    @property
    def demonstration(self) -> Path:
        """A file of invented people that `make run` puts there and the pages offer to import."""
        return self.data_dir.resolve() / "demo" / "export-clients.csv"

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
