"""One page per function; what they do is in the package, what they share in ``components``."""
