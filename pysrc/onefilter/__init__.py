"""Convolutional networks in plain numpy: every number and picture on this site comes from here."""
