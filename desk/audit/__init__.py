"""Who did and who saw what, without values; knows no other app."""
