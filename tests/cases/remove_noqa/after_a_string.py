# with: {"path": "m.py", "comments": [{"line": "\"\"\"  # noqa: E501", "codes": ["E501"]}]}
x = """
short
"""  # noqa: E501
# becomes
x = """
short
"""
