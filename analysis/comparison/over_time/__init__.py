"""What has changed, and is it more than chance?"""
