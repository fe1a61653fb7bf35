"""What every topic keeps things with: drafts, files, tasks, deadlines, journal, outbox, inbox."""
