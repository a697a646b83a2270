"""Files and streams as records, whatever their format, in bounded memory."""
