# with: {"path": "m.py", "function": "name", "parameter": "log", "default": "None"}
import click


@click.command()
def name(s):
    return s
# declined: @click.command may depend on the parameters of name
