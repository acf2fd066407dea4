"""What a repository says of what it must do: specs in the forms that people keep them in. Pure."""
