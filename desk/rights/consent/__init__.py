"""What people agreed or objected to, for which purpose, and the texts they were shown."""
