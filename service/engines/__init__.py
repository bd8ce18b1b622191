"""How pairs are computed: where another engine (Spark) will stand. Levels are planned in core/match."""
