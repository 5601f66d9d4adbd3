"""What is measured: commands that print JSON, for anybody to run again. `python -m bench` lists them."""
