"""The one exception that the package raises for things a person can mend."""


class GanLabError(Exception):
    """Something that the reader can mend. The message says in one line what to do.

    The command line prints the message alone, without a traceback, and exits with status 2.
    """
