"""What of a piece of code does not exist, proven from the index alone."""
