"""Sheets: many codes on label stock or plain paper, and the test strip."""
