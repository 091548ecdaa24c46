"""Shared by all pages: headers, caching, languages, errors, protection against forgery."""
