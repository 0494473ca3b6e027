"""Do two readers of the same case come to the same conclusion, and beyond what luck gives?"""
