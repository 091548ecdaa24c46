"""`make audit`: check the public pages with independent auditing tools."""
