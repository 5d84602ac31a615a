"""Reads the routes of frameworks for Node.js."""
