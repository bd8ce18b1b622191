"""The real askers, made only where somebody opted in: by a setting of the service or a flag of `limpide check`."""

from __future__ import annotations

from service.lookups.asking import Asking
from service.lookups.online import Lookups


def opted(*, mx: bool, vies: bool, patience: float | None = None) -> Lookups:
    """The look-ups that were chosen; patience: seconds that one request waits for all its values, null: to the end."""
    return Lookups(mx=_mail_servers(patience) if mx else None, vies=_vies(patience) if vies else None)


def _mail_servers(patience: float | None) -> Asking:
    from service.lookups.mail_servers import mail_server_ask  # noqa: PLC0415 - what is off is not even loaded

    return Asking(mail_server_ask(), patience=patience)


def _vies(patience: float | None) -> Asking:
    from service.lookups.vies import vies_ask  # noqa: PLC0415 - the same

    return Asking(vies_ask(), patience=patience)
