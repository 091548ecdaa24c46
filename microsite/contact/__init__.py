"""How people reach the organisation: hotlines, addresses, and messages that are mailed on."""
