"""Keeps the index true: reads saved files and writes down what they hold."""
