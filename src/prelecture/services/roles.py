"""Who may see what, where the app is shared: roles by account, one's own dossiers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROLES = ("candidate", "tutor", "jury")
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Account:
    """The person at the page. ``name`` is an address, or "local" on one's own computer."""

    name: str
    roles: tuple[str, ...]

    @property
    def is_local(self) -> bool:
        return self.name == LOCAL

    @property
    def owner(self) -> str | None:
        """The owner to filter kept dossiers by; None on one's own computer, where all are one's own."""
        return None if self.is_local else self.name


LOCAL_ACCOUNT = Account(LOCAL, ROLES)


def account(email: str, members: Mapping[str, Sequence[str]]) -> Account:
    """Return the account of a signed-in person; whoever is in no list is a candidate.

    ``members`` gives the addresses of each role, "*" standing for everyone.
    """
    address = email.strip().casefold()
    named = [
        role
        for role in ROLES
        if any(entry.strip().casefold() in (address, "*") for entry in members.get(role, ()))
    ]
    return Account(address, tuple(named) or ("candidate",))


def sees(account: Account, *, owner: str, readers: Sequence[str] = ()) -> bool:
    """Tell whether an account may open a kept dossier: its owner, or a reader it was given to."""
    return account.is_local or account.name == owner or account.name in readers
