"""Specs of a repository and what they have to do with its code."""
