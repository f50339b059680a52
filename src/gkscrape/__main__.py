"""`python -m gkscrape` is the command line."""

from gkscrape.cli import main

if __name__ == "__main__":
    main()
