"""What every page shares: headers, caching, languages, errors, protection against forgery."""
