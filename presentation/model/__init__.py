"""What is shown, as data: sections, columns, words in both languages. It knows the domain alone."""
