"""Detection of the visitor from request headers: device, brand, in-app browser, bot."""
