"""What a person may ask of us: removal, its search, its decisions and its proof."""
