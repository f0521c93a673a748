"""`python -m copctl` is `copctl`."""

from copctl.cli.main import entry

if __name__ == "__main__":
    entry()
