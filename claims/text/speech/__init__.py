"""Who speaks: quotations, names, cues, and whom they mean. `attribution` puts it together."""
