"""Hooks as the hub signs and sends them."""

import hashlib
import hmac
import json

from rest_framework.test import APIClient

SECRET = "hook-secret"
ORDERS = "/api/v1/oms/orders-webhook/"
STORES = "/api/v1/oms/stocklocations-webhook"
NUMBER = "2291090711512921"


def body(uuid="a" * 32, kind="order.updated", **payload):
    return json.dumps({"event": {"type": kind, "uuid": uuid}, "payload": payload}).encode()


def send(text, *, path=ORDERS, secret=SECRET, **headers):
    digest = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    headers = {"X-Whisperer-Signature": f"sha256={digest}"} | headers
    return APIClient().post(path, text, content_type="application/json", headers=headers)
