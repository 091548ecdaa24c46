"""Measurements of the microsite: not shipped with it."""
