"""A customer's scan: from the code on paper to the right store, counted."""
