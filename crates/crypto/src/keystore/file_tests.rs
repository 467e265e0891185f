//! Tests of the key store in a folder.
