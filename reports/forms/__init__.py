"""The forms of a report: HTML, PDF, XLSX, CSV, and its charts."""
