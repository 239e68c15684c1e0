"""What the live layer may show of the library. Loaded by AppConfig.ready()."""

from library.views.grid import rows_by_generation, thrown_by_id
from library.views.tags import tag_rows
from live import fragments

fragments.register("item", "library/_item.html", rows_by_generation, "output")
fragments.register("trashed", "library/_trashed.html", thrown_by_id, "output")
fragments.register("tag", "library/_tag_row.html", tag_rows, "tag")
