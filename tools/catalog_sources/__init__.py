"""What the tables of the action catalogue are made from."""
