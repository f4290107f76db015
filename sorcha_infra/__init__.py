"""Runs Sorcha, as its recommendation table says, on the platform that a stack file names."""
