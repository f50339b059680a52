"""Coverage-guided fuzzing of documents and values: no crash, no hang, nothing printed that is not there."""
