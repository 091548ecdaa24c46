"""Shapes and colours that the file formats draw."""
