"""What do other municipalities do, how is it known, and what stands beside their figures?"""
