"""Code in TypeScript and JavaScript: what its modules export, and what is missing in them."""
