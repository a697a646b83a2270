"""The journal's form in the database: tables, triggers and numbered steps (migrations), and what is wrong with one."""
