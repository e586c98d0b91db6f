"""An event becomes requests: when, by whom, to which address, signed how, and what came of each."""
