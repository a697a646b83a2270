"""Quality: populations to sample, checklists of reviews, and reconciliations with other systems."""
