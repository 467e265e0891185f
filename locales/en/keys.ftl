# The platform's own keys, in the activity of the platform.
event-key-rotated = A new key of the platform was made
event-key-retired = A key of the platform was destroyed
fact-key-use = What the key is for
