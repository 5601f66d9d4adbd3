# with: {"definition": "m.py::A.run"}
import threading


class A(threading.Thread):
    def run(self):
        print(1)


A().run()
# declined: may call run
