"""What runs the tests and checks. Standard library only: these start before anything else can."""
