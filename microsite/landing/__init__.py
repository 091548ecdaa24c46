"""The landing page and the app association files."""
