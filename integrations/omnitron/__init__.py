"""Omnitron, the hub: what it tells us of orders, in its words, and how we ask."""
