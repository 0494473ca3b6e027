"""What should be done, by whom and when, and does what it rests on still hold?"""
