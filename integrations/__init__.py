"""How Plumbline talks to others: no models, and no judgement."""
