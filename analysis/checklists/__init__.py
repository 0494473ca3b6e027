"""What is asked of a case, on which date, and what do the answers say together?"""
