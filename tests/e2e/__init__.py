"""The dev tier on a real engine: a real `pulumi up`, real PostgreSQL and Redis; Sorcha's services and MongoDB are stand-ins."""
