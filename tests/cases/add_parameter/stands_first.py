# with: {"path": "m.py", "function": "name", "parameter": "host", "before": "s", "value": "HOST", "passed": "position"}
HOST = "h"
def name(s, t=1): return s
name("a", t=2)
name(s="a")
name(c for c in "abc")
# becomes
HOST = "h"
def name(host, s, t=1): return s
name(HOST, "a", t=2)
name(HOST, s="a")
name(HOST, (c for c in "abc"))
