"""Sign-in where the server is shared (Streamlit's OIDC), nothing at all on one's own computer."""

from __future__ import annotations

import streamlit as st

from prelecture.services import roles
from prelecture.services.roles import Account
from prelecture.wording import app as words


def is_shared() -> bool:
    """Tell whether the server asks for accounts: its secrets hold an [auth] section."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def account() -> Account | None:
    """Return who is at the page, None where they still have to sign in."""
    if not is_shared():
        return roles.LOCAL_ACCOUNT
    if not st.user.is_logged_in:
        return None
    members = st.secrets.get("roles", {})
    return roles.account(str(st.user.email), {role: list(members.get(role, [])) for role in roles.ROLES})


def sign_in_or_out() -> None:
    """Show the sign-in button in place of every page, or the sign-out button; nothing locally."""
    if not is_shared():
        return
    if account() is None:
        st.info(words.SIGN_IN_NEEDED)
        st.button(words.SIGN_IN, on_click=st.login, type="primary")
        st.stop()
    st.button(words.SIGN_OUT, on_click=st.logout, type="tertiary")


def require(role: str) -> Account:
    """Return the account, or end the run with a sentence where it lacks the role."""
    present = account()
    if present is None or role not in present.roles:
        st.warning(words.ROLE_NEEDED.format(role=words.ROLE_LABELS[role]))
        st.stop()
    return present
