"""What is true of each platform without building it."""
