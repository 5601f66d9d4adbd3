# with: {"path": "m.py", "line": "g(  # noqa: E501 # type: ignore[attr, misc]", "nth": 0, "of": 1, "codes": ["attr"]}
g(  # noqa: E501 # type: ignore[attr, misc]
    1,
)
# becomes
g(  # noqa: E501 # type: ignore[misc]
    1,
)
