"""The command line `award`."""

from bot.commands import main

if __name__ == "__main__":
    main()
