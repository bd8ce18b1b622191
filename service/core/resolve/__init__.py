"""From pairs to customers: guarded clusters, stable ids, golden values with lineage."""
