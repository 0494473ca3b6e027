"""Which finding does each number of a paper come from, and does the paper claim too much?"""
