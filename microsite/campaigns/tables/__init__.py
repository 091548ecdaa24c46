"""The reader of tables: bytes of a workbook or a CSV file -> rows; pure, knows no command line."""
