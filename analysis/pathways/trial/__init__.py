"""What can a trial of some ten cases show, before it starts and when it ends?"""
