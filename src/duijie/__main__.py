"""`python -m duijie` is the `duijie` command."""

from duijie.cli import main

main()
