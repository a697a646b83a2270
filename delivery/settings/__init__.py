"""What the operator's file says: channels, addresses, where calls may go."""
