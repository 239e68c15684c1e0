"""The few kinds of values that the answers are made of."""

from rest_framework import serializers

CURRENCY = "USD"

Number = serializers.IntegerField
Words = serializers.CharField
Time = serializers.DateTimeField
