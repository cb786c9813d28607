"""When what runs in the background last did."""

from django.db import models


class Heartbeat(models.Model):
    """One row for each thing that has to happen again and again; old ones are a sign that it stopped."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.at:%Y-%m-%d %H:%M:%S}"
