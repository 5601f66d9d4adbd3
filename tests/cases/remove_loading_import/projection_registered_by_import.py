# with: {"path": "m.py", "imports": [{"text": "from mpl_toolkits.mplot3d import Axes3D"}]}
import sys
from mpl_toolkits.mplot3d import Axes3D

print(sys)
# declined: registers something
