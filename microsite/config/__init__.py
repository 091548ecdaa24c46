"""Settings: site.toml and environment variables, as one immutable value."""
