"""Tests of the QR code: the symbol against the standard, the artwork against a decoder."""
