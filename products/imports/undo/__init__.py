"""What a job did to products is taken back: planned from its history, reviewed like any plan, and applied.

In the order of an undo: asking for it, what the history has, which products were touched since, the plan, its
conflicts, applying it.
"""
