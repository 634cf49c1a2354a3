"""The operator's registers: to whom data goes, where it lies, by what right, and who looked."""
