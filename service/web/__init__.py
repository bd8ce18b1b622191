"""The pages: the same flows as the API, rendered for people; no rules of their own."""
