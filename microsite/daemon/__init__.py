"""The one background process of a machine: code index, aggregation, outbox."""
