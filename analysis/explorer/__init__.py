"""Look at any municipality, scheme and peers, with controls in JupyterLab."""
