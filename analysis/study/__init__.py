"""What do other municipalities do? Documented practice, beside their figures."""
