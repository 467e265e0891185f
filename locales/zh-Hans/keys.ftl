# The platform’s own keys, in the activity of the platform.
fact-key-use = 密钥用途
