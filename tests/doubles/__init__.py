"""Loopback servers that speak the wire protocols of fal and OpenAI, for tests and demos without an account."""
