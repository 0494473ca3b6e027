"""Flows over time: trends, reforms and signals. Stocks are refused."""
