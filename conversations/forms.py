from typing import Any

from conversations.actions import Asked
from generations.forms import ComposerForm


class EditForm(ComposerForm):
    """What a composer in one of its edit variants sends: the prompt is the instruction."""

    def asked(self, **instead: Any) -> Asked:
        """Raises ValidationError. `instead` replaces what was typed."""
        values = self.checked(**instead)
        return Asked(
            instruction=values["prompt"],
            models=values["models"],
            aspect_ratio=values["aspect_ratio"],
            resolution=values["resolution"],
            references=values["references"],
        )
