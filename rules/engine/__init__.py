"""What every rule rests on: the pack, days, forms, answers, numbers and files."""
