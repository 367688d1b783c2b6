"""What the words of a sentence hint at: numbers, dates, phrases. `hints` puts it together."""
