"""What stands in for layers of a model while it trains: the same results, sooner."""
