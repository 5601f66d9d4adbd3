# with: {"old": "m.py::run(size)", "new": "limit"}
import click


@click.option("--size")
def run(size):
    print(size)
# declined: run is decorated with click.option('--size'), which may pass size by its name
