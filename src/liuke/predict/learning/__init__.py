"""Learning: models of who leaves from a matrix of inputs, whatever the inputs are."""
