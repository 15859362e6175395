"""Measurements, as ratios in one run: ``nox -s bench``."""
