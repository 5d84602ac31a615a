"""The readers of queries in JavaScript and TypeScript, a module for each ORM or driver."""
