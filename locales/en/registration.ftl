# What can be said of an application at once: `registration-field-` and the code of the fault (crates/registration/src/application.rs).

registration-field-card-missing = Enter the number on the identity card
registration-field-card-malformed = Enter one or two letters, six digits and the character in brackets, such as A123456(3)
registration-field-card-check-digit = The character in brackets does not belong to this number. Compare every character with the card
registration-field-date-missing = Enter day, month and year
registration-field-date-malformed = Enter a date that exists, with the year in four digits
registration-field-date-in-future = Enter a date that is not in the future
registration-field-issued-before-birth = The card cannot have been issued before the date of birth. Check both dates
registration-field-name-missing = Enter the name on the card
registration-field-name-too-long = Enter a name of at most 120 characters
registration-field-name-characters = Enter the name in letters or characters

error-code-registration-closed = You cannot register by yourself here yet. Go to a registration counter with your identity card.
error-code-registration-over = This registration is over: it was completed, or its 15 minutes have passed. Log in if you have your passkey, or start again.
error-code-register-unavailable = The identity register cannot be asked at the moment. Nothing you entered was kept. Try again in a minute.
