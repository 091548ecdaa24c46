"""QR symbols: encoding, layout, masks and error correction."""
