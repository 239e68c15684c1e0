"""The one door to write: views, API methods, admin actions and tasks make exactly one call in here."""

from generations.actions.add import EXTENSIBLE, add_prompts
from generations.actions.again import regenerate, retry_all, retry_failed, retry_generation
from generations.actions.animate import (
    animate_still,
    animate_stills,
    estimate_animation,
    estimate_animations,
    suggested_name,
)
from generations.actions.ask import create_batch, estimate
from generations.actions.describe import update_batch
from generations.actions.discard import delete_generations
from generations.actions.frames import keep_last_frame
from generations.actions.stop import cancel_batch, cancel_generation
from generations.actions.stored import delete_output, hide_output, show_output, store_upload

__all__ = [
    "EXTENSIBLE",
    "add_prompts",
    "animate_still",
    "animate_stills",
    "cancel_batch",
    "cancel_generation",
    "create_batch",
    "delete_generations",
    "delete_output",
    "estimate",
    "estimate_animation",
    "estimate_animations",
    "hide_output",
    "keep_last_frame",
    "regenerate",
    "retry_all",
    "retry_failed",
    "retry_generation",
    "show_output",
    "store_upload",
    "suggested_name",
    "update_batch",
]
