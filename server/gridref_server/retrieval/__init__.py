"""Where to look: a task's text in, files and definitions out, best first, each with its reasons."""
