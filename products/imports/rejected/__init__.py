"""The rows that an import refused: stored, shown, and handed out to be mended."""
