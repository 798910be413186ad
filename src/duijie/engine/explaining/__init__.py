"""What explains a pair, each part on its own: evidence, constraints, changes, and where the words stand."""
