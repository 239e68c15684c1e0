from django.urls import include, path

from generations.media_views import MediaView
from generations.views import (
    animate,
    animate_many,
    batch,
    batches,
    composer,
    gallery,
    generations,
    library,
    new_batch,
    outputs,
    tags,
)
from projects.urls import session_patterns

sessions = [
    path("<int:pk>/", gallery.gallery, name="gallery"),
    path("<int:pk>/items/", gallery.items, name="items"),
    path("<int:pk>/generate/", composer.generate, name="generate"),
    path("<int:pk>/estimate/", composer.price, name="estimate"),
    path("<int:pk>/uploads/", library.upload, name="upload"),
    path("<int:pk>/pick/", library.pick, name="pick"),
    *session_patterns,
]

of_generations = [
    path("generations/<int:pk>/cancel/", generations.cancel, name="cancel"),
    path("generations/<int:pk>/retry/", generations.retry, name="retry"),
    path("generations/<int:pk>/regenerate/", generations.regenerate, name="regenerate"),
    path("projects/<int:pk>/mosaic/", library.mosaic, name="mosaic"),
]

of_outputs = [
    path("outputs/<int:pk>/", outputs.page, name="page"),
    path("outputs/<int:pk>/details/", outputs.details, name="details"),
    path("outputs/<int:pk>/delete/", outputs.delete, name="delete"),
    path("outputs/<int:pk>/restore/", outputs.restore, name="restore"),
    path("outputs/animate/", animate_many.choose, name="animate_many"),
    path("outputs/animate/estimate/", animate_many.price, name="animate_many_estimate"),
    path("outputs/animate/make/", animate_many.make, name="animate_many_make"),
    path("outputs/<int:pk>/animate/", animate.animate, name="animate"),
    path("outputs/<int:pk>/animate/estimate/", animate.price, name="animate_estimate"),
    path("outputs/<int:pk>/iterations/", animate.rows, name="iterations"),
    path("outputs/<int:pk>/last-frame/", animate.last_frame, name="last_frame"),
    path("api/outputs/<int:pk>/file/", MediaView.as_view(), name="file"),
    path("api/outputs/<int:pk>/preview/", MediaView.as_view(preview=True), name="preview"),
    path("api/trash/<int:pk>/preview/", MediaView.as_view(preview=True, trash=True), name="trash_preview"),
]

of_batches = [
    path("", batches.batch_list, name="list"),
    path("items/", batches.batch_items, name="items"),
    path("new/", new_batch.new, name="new"),
    path("new/estimate/", new_batch.price, name="estimate"),
    path("new/prompts/", new_batch.split, name="split"),
    path("<int:pk>/", batch.page, name="page"),
    path("<int:pk>/grid/", batch.items, name="grid"),
    path("<int:pk>/rename/", batch.rename, name="rename"),
    path("<int:pk>/cancel/", batch.cancel, name="cancel"),
    path("<int:pk>/retry-failed/", batch.retry_failed, name="retry_failed"),
    path("<int:pk>/prompts/", batch.add, name="add"),
    path("<int:pk>/prompts/estimate/", batch.add_price, name="add_estimate"),
]

of_tags = [
    path("tags/suggest/", tags.suggest, name="suggest"),
    path("outputs/<int:pk>/tags/", tags.of_output, name="of_output"),
    path("batches/<int:pk>/tags/", tags.of_batch, name="of_batch"),
]

urlpatterns = [
    path("sessions/", include((sessions, "sessions"))),
    path("", include((of_generations, "generations"))),
    path("", include((of_outputs, "outputs"))),
    path("batches/", include((of_batches, "batches"))),
    path("", include((of_tags, "tags"))),
    path("hooks/", include("generations.hooks")),
    path("camera/<slug:key>.mp4", library.camera_preview, name="camera_preview"),
    path("palette/", library.palette, name="palette"),
]
