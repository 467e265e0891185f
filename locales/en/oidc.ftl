# Errors of the OpenID Connect provider, as people see them when a service has sent them here wrongly.

error-code-unknown-client = The service that sent you here is not registered. Go back to it and tell its operator.
error-code-bad-redirect-uri = The service that sent you here asked for an answer at an address that is not registered for it. Go back to it and tell its operator.
error-code-bad-authorization-request = The service that sent you here made a mistake in its request. Go back to it and tell its operator.
error-code-request-used = This request was answered already. Go back to the service.
