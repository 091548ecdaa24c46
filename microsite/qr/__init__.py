"""QR codes for print: symbol, artwork, files, and the checks of those files."""
