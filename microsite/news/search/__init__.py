"""Search: from typed text to a ranked list of articles."""
