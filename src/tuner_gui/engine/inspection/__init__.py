"""What a sample of the texts says with the base model at hand: lengths, language, near duplicates."""
