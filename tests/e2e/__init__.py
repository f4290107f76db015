"""The dev tier on a real engine, by a real `pulumi up`.

PostgreSQL and Redis are real; Sorcha's services and MongoDB are the lab's stand-ins.
"""
