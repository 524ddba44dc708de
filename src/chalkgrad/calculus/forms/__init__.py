"""The forms: one file is one way to write a derivation."""
