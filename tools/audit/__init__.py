"""`make audit`: the public pages before the auditors that the web has, in one table."""
