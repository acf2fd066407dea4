"""Installed dependencies: where their sources lie, which version, what is public. Never run."""
