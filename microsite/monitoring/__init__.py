"""Health checks and metrics of one machine."""
