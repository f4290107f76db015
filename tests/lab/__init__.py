"""The lab: images and stand-ins for the end-to-end tests, and the tests of the lab itself."""
