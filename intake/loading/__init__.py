"""Loading logs into the journal: order, batches, corrections of what landed before, and rejections."""
