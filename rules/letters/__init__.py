"""Letters and papers under the seal (Art. 9)."""
