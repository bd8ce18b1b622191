"""The API: routes that parse, call a flow and answer. docs/api.md says how one is written."""
