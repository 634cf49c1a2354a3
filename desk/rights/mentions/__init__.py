"""What others' tickets say about a person who asks: found, decided one by one, handed out or covered."""
