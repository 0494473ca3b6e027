"""What lies behind the stocks, one by one and together?"""
