"""What the nightly check of rows and files found."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class InspectionState(models.TextChoices):
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    FAILED = "failed", "Could not be finished"


class Inspection(models.Model):
    """Made in slices: whoever holds the lease goes on behind `position` of the check named `step`."""

    state = models.CharField(max_length=8, choices=InspectionState, default=InspectionState.RUNNING)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=60, blank=True)
    position = models.BigIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    looked = models.PositiveBigIntegerField("looked at rows and files", default=0)
    # All that was found, by kind; and the first of it, each as findings.Finding tells.
    counts = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=list, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="inspection_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Inspection {self.pk}"

    @property
    def found(self) -> int:
        return sum(self.counts.values())
