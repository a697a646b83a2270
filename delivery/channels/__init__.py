"""The channels: e-mail, webhook, folder, and services by URL; each sends one message and says what came of it."""
