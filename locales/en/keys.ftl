# The platform’s own keys, in the activity of the platform.
fact-key-use = What the key is for
