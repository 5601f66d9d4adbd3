# with: {"definition": "m.py::main"}
# file: setup.cfg
[options.entry_points]
console_scripts =
    it = m:main
# file: m.py
def main():
    return 2


print(main())
# declined: setup.cfg:3 names main
