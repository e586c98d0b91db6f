"""What every long piece of work shares, whatever it is about: its row, its lock, its turns, its progress."""
