"""Answers as data that any door can draw: sections with columns, rows, facts and lines; no terminal, no language chosen.

How a family of answers gets its sections:

1. A file of ``presentation/sections/`` named for the family; in it one function an answer, ``(answer, asked)`` to a list of
   ``Section``.
2. Its entry in ``SECTIONS`` of ``sections/catalogue.py``: operation to ``file:function``. The terminal's command
   then has ``--wide`` and ``--ids`` too; the line about the moment and colours are the renderer's work, and so is how to
   go on where ``total`` or ``next`` of the section says that there is more.
3. A column is ``column("unit")`` of ``presentation/model/columns.py``, labelled there once; ``priority`` says which leaves a
   narrow table first, ``extra`` that only a wide one shows it. ``**listed(items, "case", "due", state=…)`` gives columns and
   rows at once.
4. A coded word stays its code in the row; the column's ``names`` says which words of ``vocabulary.py`` it is one of. What
   has a name beside its id is ``Named(id, label)``.
5. A sentence is ``sentence(da, en, **parts)``: figures in it are written the way of each language.
6. Emphasis says what is meant (``overdue``, ``dim``), never a colour: ``Marked(value, "overdue")``, or of a line or a title.
"""
