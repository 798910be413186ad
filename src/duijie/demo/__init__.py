"""The demo city: invented firms with needs and offers worded like real ones, the same for the same seed."""
