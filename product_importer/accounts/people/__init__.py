"""Colleagues: who they are, which group they are in, how they get their first password and another one."""
