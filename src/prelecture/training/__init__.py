"""Rebuild the shipped encoder and scorer from the data of the repository (``make train``)."""
