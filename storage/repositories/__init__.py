"""One file for each door of a transaction; what they promise is written in bot.services.ports."""
