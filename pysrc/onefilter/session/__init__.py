"""A reader's own code, run block by block: what it prints, shows and gets wrong, as events."""

from onefilter.session.session import MOST_PICTURES, Event, Session

__all__ = ["MOST_PICTURES", "Event", "Session"]
