"""The report of an experiment as HTML and PDF. No torch; Qt only where the PDF is made."""
