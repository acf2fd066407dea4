"""What of Python code does not exist."""
