"""A code on paper: the symbol, its artwork for print, and its drawing in a terminal."""
