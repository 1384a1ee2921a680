"""Parts that the pages share: the page viewer, the list of criteria, the frame around a page."""
