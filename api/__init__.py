"""Who asks, and when it runs: settings, HTTP, pages, jobs, storage, command line."""
