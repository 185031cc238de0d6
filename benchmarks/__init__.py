"""What the figures in docs/performance.md and docs/reliability.md come from."""
