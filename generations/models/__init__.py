from generations.models.batch import Batch
from generations.models.generation import Generation
from generations.models.output import Output, Reference

__all__ = ["Batch", "Generation", "Output", "Reference"]
