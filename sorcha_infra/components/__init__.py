"""Components of Sorcha, for any platform."""
