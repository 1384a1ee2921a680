"""Prélecture: a candidate's dossier goes in, a coverage map of the official criteria comes out."""
