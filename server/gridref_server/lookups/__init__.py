"""Lookups: one function is one tool. They read, and never write or print."""
