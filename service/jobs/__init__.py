"""The worker: long work in a child process that dies with its parent."""
