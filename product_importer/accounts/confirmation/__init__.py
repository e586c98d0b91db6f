"""Before what could hurt, people prove again who they are, unless they did so within the last minutes."""
