"""How lookups are shown: MCP, HTTP, the command line. No lookup logic."""
