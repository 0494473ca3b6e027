"""Why do others say something else? Definitions, figures, reasons, and earlier reports."""
