# with: {"definitions": ["m.py::_status"]}
from web import app


@app.route("/status")
def _status():
    return "ok"


x = 1
# declined: the decorator `app.route('/status')` may register it
