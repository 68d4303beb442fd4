"""The inputs of the benchmarks, each made from a fixed seed: the same bytes wherever the same numpy makes them."""
