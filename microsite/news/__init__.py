"""News articles: Markdown files in a folder, loaded again when they change."""
