"""How each platform runs what Sorcha is made of; the only importers of provider SDKs."""
