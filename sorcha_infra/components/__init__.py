"""What Sorcha is made of, for any platform."""
