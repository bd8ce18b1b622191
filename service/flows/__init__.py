"""One file a job of the firm: what the command line, the API and the pages ask for."""
