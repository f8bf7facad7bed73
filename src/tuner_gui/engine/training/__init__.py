"""From rows and a base model to a trained one."""
