"""`python -m microsite`, the same as the command `microsite`."""

from microsite.commands import main

main()
