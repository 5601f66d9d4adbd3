"""Take away imports whose name nobody uses, where only a test can tell whether loading the module matters."""

from __future__ import annotations

from reviewer.operations.remove_import import RemoveImport

OPERATION = RemoveImport(
    kind="remove_loading_import", safe=None,
    does="Removes unused imports as remove_import does, also where loading the module may do something, which only "
         "tests can tell; declines when another file or a string may want the name.")
