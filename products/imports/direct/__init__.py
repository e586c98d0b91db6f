"""Large files that go from the browser, or a program, straight to the store: no web process carries their bytes.

uploads (an address is asked for, and the file is taken up), arriving (a worker is the first to see it), schemas, api.
"""
