"""Rendering: an article's Markdown as safe HTML, in either Chinese script."""
