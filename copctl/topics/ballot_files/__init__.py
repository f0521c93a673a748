"""Ballot files that others publish: PrefLib's and Pabulib's, read into what voting rules count."""

from copctl.topics.ballot_files.contents import BallotFile
from copctl.topics.ballot_files.reading import read

__all__ = ["BallotFile", "read"]
