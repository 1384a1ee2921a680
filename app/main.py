"""The app: navigation only. Each page is a function of ``views``; what they do is in the package."""

import streamlit as st

from components import access, frame
from prelecture.wording import app as words
from views import candidate, classroom, home, jury, referentials, trust

st.set_page_config(page_title=words.APP_NAME, page_icon=str(frame.ICON), layout="wide")
frame.dress()
frame.warm_up()

PAGES = {
    "home": st.Page(home.page, title=words.NAV_HOME, url_path="accueil", default=True),
    "candidate": st.Page(candidate.page, title=words.NAV_CANDIDATE, url_path="mon-dossier"),
    "tutor": st.Page(classroom.page, title=words.NAV_CLASS, url_path="ma-classe"),
    "jury": st.Page(jury.page, title=words.NAV_JURY, url_path="jury"),
    "referentials": st.Page(referentials.page, title=words.NAV_REFERENTIALS, url_path="referentiels"),
    "trust": st.Page(trust.page, title=words.NAV_TRUST, url_path="confiance"),
}
st.session_state["pages"] = PAGES
page = st.navigation(list(PAGES.values()), position="top")
access.sign_in_or_out()
page.run()
