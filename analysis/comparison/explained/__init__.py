"""How much of a gap is who lives here, and what conditions go with it?"""
