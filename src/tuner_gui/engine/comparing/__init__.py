"""What sets training modes apart, and how sure that is: arrays and records in, records out. No torch."""
