"""Speed as ratios within one run: `make bench` prints them, and nothing here is timed to pass."""
