# with: {"path": "m.py", "old": "datetime.datetime.utcnow"}
import datetime

datetime.datetime.utcnow()
# declined: not in the table
