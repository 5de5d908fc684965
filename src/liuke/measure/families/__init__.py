"""The metrics, a file a family. A new family is a file here and a line in `registry`."""
