"""What Python modules offer, read from their text alone: the ground on which absence is proven."""
