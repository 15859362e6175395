"""Run the command line as ``python -m trade_territories``."""

from trade_territories.cli import program

if __name__ == "__main__":
    program()
