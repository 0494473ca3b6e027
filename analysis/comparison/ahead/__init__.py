"""Do differences last, and what does the next period hold?"""
