"""Compare the focus municipality with its peers and with the country."""
