"""What other tools print: formulas to recognise their figures by, and nothing else."""
