"""What the API gives. The fields are its schema; the dictionaries are written by hand, because lists are hot:

going through the fields costs several times what the database does.
"""

from generations.api.serializers.batches import BatchChangesSerializer, BatchSerializer, MadeSerializer
from generations.api.serializers.estimates import EstimateSerializer, PlanSerializer
from generations.api.serializers.fields import CURRENCY
from generations.api.serializers.generations import GenerationSerializer
from generations.api.serializers.iterations import IterationSerializer
from generations.api.serializers.lineage import LineageSerializer
from generations.api.serializers.outputs import OutputSerializer

__all__ = [
    "CURRENCY",
    "BatchChangesSerializer",
    "BatchSerializer",
    "EstimateSerializer",
    "GenerationSerializer",
    "IterationSerializer",
    "LineageSerializer",
    "MadeSerializer",
    "OutputSerializer",
    "PlanSerializer",
]
