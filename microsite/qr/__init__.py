"""A code on paper: the symbol, its artwork, and the proof that it scans."""
