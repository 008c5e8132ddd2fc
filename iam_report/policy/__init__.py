"""The policy language: documents, patterns, conditions. It knows no principals of an account."""
