"""An event becomes requests.

When and by whom: retrying, lanes, delivering. With what: request_headers, signing. Where to and for how long: http,
on lib's outbound. What came of it: answers, faults, outcome, attempts, hints. The test button:
trial. Kept out of the log: log_filter.
"""
