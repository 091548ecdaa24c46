"""The site's own pages, beside those of its subjects."""
