"""Trawl against its peers: time and memory as ratios from interleaved runs, and whether the statistics agree."""
