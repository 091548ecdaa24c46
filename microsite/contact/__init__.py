"""Contact: hotlines, addresses, and a form whose messages are stored and then mailed."""
