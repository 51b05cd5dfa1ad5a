"""How a webhook is read that somebody sends us: every field strictly, and no unknown one."""

import re

from rest_framework import serializers

from webhooks import event_types, schedule, target_urls

READ_ONLY = {"id", "created_date", "modified_date", "user"}
MOST_HEADERS = 32
LONGEST_VALUE = 2048
PAYLOADS = ("full", "thin")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")
_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?")
_OURS = {"host", "content-length", "transfer-encoding", "connection", "upgrade", "expect", "te"}


class Text(serializers.CharField):
    """A text, and nothing that only could be written as one."""

    def to_internal_value(self, data):
        """Return the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Strict(serializers.Serializer):
    """A body in which an unknown field is an error, not a thing to overlook."""

    ignored: set[str] = set()

    def to_internal_value(self, data):
        """Return what was read, or raise what is wrong with it."""
        known = [name for name, field in self.fields.items() if not field.read_only]
        if isinstance(data, dict) and (strangers := data.keys() - set(known) - self.ignored):
            sentence = f"Unknown. Allowed: {', '.join(known)}."
            raise serializers.ValidationError({name: [sentence] for name in sorted(strangers)})
        return super().to_internal_value(data)


class HookInput(Strict):
    """A webhook as it is sent; what only we write may come along and is not looked at."""

    ignored = READ_ONLY

    target = serializers.ChoiceField(["standard"], required=False)
    target_url = Text()
    event_type = serializers.ChoiceField(event_types.REGISTRY)
    is_active = serializers.BooleanField(required=False)
    secret_key = Text(
        max_length=124, required=False, allow_null=True, allow_blank=True, trim_whitespace=False
    )
    retry_countdown_config = serializers.JSONField(required=False, allow_null=True)
    additional_headers = serializers.JSONField(required=False)
    config = serializers.JSONField(required=False)

    def validate_target_url(self, url):
        """Refuse what we would never call."""
        try:
            target_urls.refuse_unfit(url)
        except target_urls.Unfit as error:
            raise serializers.ValidationError(str(error)) from error
        return url

    def validate_retry_countdown_config(self, plan):
        """Refuse a plan that nobody could follow; null is the schedule of the house."""
        try:
            if plan is not None:
                schedule.refuse_unplannable(plan)
        except schedule.Unplannable as error:
            raise serializers.ValidationError(str(error)) from error
        return plan

    def validate_additional_headers(self, headers):
        """Refuse what no request could carry."""
        if not isinstance(headers, dict) or len(headers) > MOST_HEADERS:
            raise serializers.ValidationError(f"An object of at most {MOST_HEADERS} headers.")
        if len({name.lower() for name in headers}) != len(headers):
            raise serializers.ValidationError("Each header once, whatever its case.")
        if not all(_is_header(name, value) for name, value in headers.items()):
            raise serializers.ValidationError("Each header has a name and a text in ASCII.")
        return headers

    def validate_config(self, config):
        """Refuse what would narrow nothing down: whoever misspells it would be told of all."""
        names = {"auth", "backfill", "channel", "payload"}
        if not isinstance(config, dict) or config.keys() - names:
            raise serializers.ValidationError(f"An object. Allowed: {', '.join(sorted(names))}.")
        if type(config.get("channel", 0)) is not int:
            raise serializers.ValidationError("channel is the Omnitron id of a channel.")
        if config.get("payload", "full") not in PAYLOADS:
            raise serializers.ValidationError(f"payload is one of {', '.join(PAYLOADS)}.")
        if type(config.get("backfill", False)) is not bool:
            raise serializers.ValidationError("backfill is true or false.")
        if not _is_login(config.get("auth")):
            raise serializers.ValidationError(
                'auth is {"auth_type": "basic", "username": …, "password": …}.'
            )
        return config


class RetryInput(Strict):
    force = serializers.BooleanField(required=False, default=False)


class InstanceInput(Strict):
    pk = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    model = serializers.ChoiceField(["order", "package"])


class PublishInput(Strict):
    hook = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    instance = InstanceInput()


class ResendInput(Strict):
    event = serializers.UUIDField()


def _is_header(name, value):
    named = _HEADER_NAME.fullmatch(name) and name.lower() not in _OURS
    held = isinstance(value, str) and len(value) <= LONGEST_VALUE and _HEADER_VALUE.fullmatch(value)
    return bool(named and held)


def _is_login(auth):
    if auth is None:
        return True
    if not isinstance(auth, dict) or auth.keys() != {"auth_type", "username", "password"}:
        return False
    texts = all(isinstance(text, str) and 0 < len(text) <= 128 for text in auth.values())
    return texts and auth["auth_type"] == "basic"
