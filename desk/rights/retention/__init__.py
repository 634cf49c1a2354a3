"""How long things are kept, what keeps them longer, and how they stay gone."""
