"""What search looks in, apart from the generation itself, whose row changes with every state."""

from django.db import models

from generations.models.generation import Generation


class Document(models.Model):
    """`words`: those of the prompt, normalised, with one space between and around them, so that " a b " is a phrase."""

    generation = models.OneToOneField(Generation, models.CASCADE, primary_key=True, related_name="document")
    words = models.TextField()

    def __str__(self) -> str:
        return self.words[:60]
