"""What does it cost, and whom, when people move from one scheme to another?"""
