"""The pure half of Kubernetes."""
