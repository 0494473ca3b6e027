"""What does the municipality itself say of a report, and does it still fit the numbers?"""
