"""News: articles as Markdown files, in a folder that editors own."""
