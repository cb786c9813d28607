from django import template

from safetyhub.release import health

register = template.Library()
register.simple_tag(health.sentences, name="release_alarms")
