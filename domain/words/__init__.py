"""The same in words and pictures, in Danish and English."""
