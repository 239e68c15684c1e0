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
from generations.actions.assets import assets_name, create_assets, estimate_assets
from generations.actions.describe import change_tags, update_batch
from generations.actions.discard import delete_generations, restore_generations
from generations.actions.frames import keep_last_frame
from generations.actions.move import move_outputs
from generations.actions.stop import cancel_batch, cancel_generation
from generations.actions.stored import hide_output, show_output, store_upload
from generations.actions.tags import delete_tag, merge_tags, rename_tag, set_output_tags, tag_outputs, untag_outputs
from generations.actions.trash import delete_output, delete_outputs, purge_output, restore_output, restore_outputs

__all__ = [
    "EXTENSIBLE",
    "add_prompts",
    "animate_still",
    "animate_stills",
    "assets_name",
    "cancel_batch",
    "cancel_generation",
    "change_tags",
    "create_assets",
    "create_batch",
    "delete_generations",
    "delete_output",
    "delete_outputs",
    "delete_tag",
    "estimate",
    "estimate_animation",
    "estimate_animations",
    "estimate_assets",
    "hide_output",
    "keep_last_frame",
    "merge_tags",
    "move_outputs",
    "purge_output",
    "regenerate",
    "rename_tag",
    "restore_generations",
    "restore_output",
    "restore_outputs",
    "retry_all",
    "retry_failed",
    "retry_generation",
    "set_output_tags",
    "show_output",
    "store_upload",
    "suggested_name",
    "tag_outputs",
    "untag_outputs",
    "update_batch",
]
