"""Styles: sizes, frames, captions and logos."""
