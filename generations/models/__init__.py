from generations.models.batch import Batch
from generations.models.document import Document
from generations.models.generation import Generation
from generations.models.inspection import Inspection
from generations.models.output import Output, Reference
from generations.models.tag import Tag

__all__ = ["Batch", "Document", "Generation", "Inspection", "Output", "Reference", "Tag"]
