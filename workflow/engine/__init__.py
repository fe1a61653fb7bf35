"""The engine of every act: the desk, tasks, reminders, drafts, files."""
