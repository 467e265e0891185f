module causeway.example/log-client

go 1.23

require golang.org/x/mod v0.26.0
